{{/* Mistakes that would show late, or never. Each message says what to do. */}}
{{- define "ringtrace.checks" -}}
{{- $kafka := .Values.kafka -}}
{{- $scaling := .Values.analyzer.autoscaling -}}
{{- $partitions := int $kafka.topics.partitions -}}
{{- $most := ternary (int .Values.analyzer.replicas) (int $scaling.maxReplicas) (eq $scaling.mode "none") -}}
{{- if gt $most $partitions -}}
{{- fail (printf "%s (%d) is more than kafka.topics.partitions (%d): the others would idle. Lower it, or give the topic more partitions" (ternary "analyzer.replicas" "analyzer.autoscaling.maxReplicas" (eq $scaling.mode "none")) $most $partitions) -}}
{{- end -}}
{{- if gt (int $scaling.minReplicas) (int $scaling.maxReplicas) -}}
{{- fail (printf "analyzer.autoscaling.minReplicas (%d) is more than maxReplicas (%d)" (int $scaling.minReplicas) (int $scaling.maxReplicas)) -}}
{{- end -}}
{{- if and (eq $scaling.mode "keda") (gt (int $scaling.keda.fallbackReplicas) (int $scaling.maxReplicas)) -}}
{{- fail (printf "analyzer.autoscaling.keda.fallbackReplicas (%d) is more than maxReplicas (%d)" (int $scaling.keda.fallbackReplicas) (int $scaling.maxReplicas)) -}}
{{- end -}}
{{- if gt (int .Values.ingestor.autoscaling.minReplicas) (int .Values.ingestor.autoscaling.maxReplicas) -}}
{{- fail "ingestor.autoscaling.minReplicas is more than maxReplicas" -}}
{{- end -}}
{{- if gt (int $kafka.topics.minInSyncReplicas) (int $kafka.topics.replicas) -}}
{{- fail (printf "kafka.topics.minInSyncReplicas (%d) is more than kafka.topics.replicas (%d): no transaction could be accepted" (int $kafka.topics.minInSyncReplicas) (int $kafka.topics.replicas)) -}}
{{- end -}}
{{- if and $kafka.strimzi.users (ne $kafka.security "mtls") -}}
{{- fail (printf "kafka.strimzi.users makes users with certificates, which security %s does not use: set kafka.strimzi.users to false, or kafka.security to mtls" $kafka.security) -}}
{{- end -}}
{{- range $client, $given := $kafka.clients -}}
{{- $needed := or (ne $client "keda") (eq $scaling.mode "keda") -}}
{{- if and $needed (eq $kafka.security "mtls") (not $kafka.strimzi.users) (not $given.secret) -}}
{{- fail (printf "kafka.clients.%s.secret is not set: with security mtls and no KafkaUsers name the Secret with user.crt and user.key" $client) -}}
{{- end -}}
{{- if and $needed (eq $kafka.security "scram") (or (not $given.secret) (not $given.username)) -}}
{{- fail (printf "kafka.clients.%s needs secret and username with security scram" $client) -}}
{{- end -}}
{{- end -}}
{{- include "ringtrace.clusterChecks" . -}}
{{- end }}

{{/* What only a cluster that answers can tell: `helm template` has none, and every lookup is empty there. */}}
{{- define "ringtrace.clusterChecks" -}}
{{- if lookup "v1" "ConfigMap" .Release.Namespace "" -}}
{{- if and (eq .Values.analyzer.autoscaling.mode "keda") (not (.Capabilities.APIVersions.Has "keda.sh/v1alpha1/ScaledObject")) -}}
{{- fail "KEDA is not in this cluster (no keda.sh/v1alpha1 ScaledObject): install it, or set analyzer.autoscaling.mode to cpu or none" -}}
{{- end -}}
{{- if and (or .Values.kafka.strimzi.topics .Values.kafka.strimzi.users) (not (.Capabilities.APIVersions.Has "kafka.strimzi.io/v1/KafkaTopic")) -}}
{{- fail "Strimzi 1.0 or newer is not in this cluster (no kafka.strimzi.io/v1 KafkaTopic): install it, or set kafka.strimzi.topics and kafka.strimzi.users to false and make topics and users yourself" -}}
{{- end -}}
{{- end -}}
{{- end }}
