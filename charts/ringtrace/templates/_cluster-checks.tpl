{{/*
What only a cluster can tell. `helm template` and `helm lint` have none, every lookup is empty there, and nothing is checked; in a
cluster each namespace has a ConfigMap, the one with its root certificate.
*/}}
{{- define "ringtrace.clusterChecks" -}}
{{- if lookup "v1" "ConfigMap" .Release.Namespace "" -}}
{{- $kinds := .Capabilities.APIVersions -}}
{{- if and (eq .Values.analyzer.autoscaling.mode "keda") (not ($kinds.Has "keda.sh/v1alpha1/ScaledObject")) -}}
{{- fail "the cluster has no keda.sh/v1alpha1 ScaledObject: install KEDA first, or set analyzer.autoscaling.mode to cpu or none" -}}
{{- end -}}
{{- $strimzi := .Values.kafka.strimzi -}}
{{- if and (or $strimzi.topics $strimzi.users) (not ($kinds.Has "kafka.strimzi.io/v1/KafkaTopic")) -}}
{{- fail "the cluster has no kafka.strimzi.io/v1 KafkaTopic: install Strimzi 1.0 or newer first, or set kafka.strimzi.topics and kafka.strimzi.users to false" -}}
{{- end -}}
{{- if and .Values.serviceMonitor.enabled (not ($kinds.Has "monitoring.coreos.com/v1/ServiceMonitor")) -}}
{{- fail "the cluster has no monitoring.coreos.com/v1 ServiceMonitor: install the Prometheus operator first, or set serviceMonitor.enabled to false" -}}
{{- end -}}
{{- if $strimzi.topics -}}
{{- $topic := lookup "kafka.strimzi.io/v1" "KafkaTopic" .Release.Namespace "transactions.new" -}}
{{- $now := dig "spec" "partitions" 0 ($topic | default dict) | int -}}
{{- if lt (int .Values.kafka.topics.partitions) $now -}}
{{- fail (printf "kafka.topics.partitions (%d) is less than the %d that transactions.new has, and Kafka takes none away: set it to %d or more" (int .Values.kafka.topics.partitions) $now $now) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end }}
