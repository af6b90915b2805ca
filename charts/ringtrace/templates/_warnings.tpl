{{/* What works, but perhaps not as it was meant. */}}
{{- define "ringtrace.warnings" -}}
{{- $fixed := not (include "ringtrace.autoscaled" (dict "root" . "component" "ingestor")) -}}
{{- $partitions := int .Values.kafka.topics.partitions -}}
{{- if not .Values.networkPolicy.enabled }}
WARNING: networkPolicy.enabled is false: whoever is in the cluster reaches the pods, only a key or token stands before them.
{{- end }}
{{- if eq .Values.kafka.security "none" }}
WARNING: kafka.security is none: brokers do not know their clients, and records travel in clear.
{{- end }}
{{- if and (ne .Values.environment "dev") $fixed (lt (int .Values.ingestor.replicas) 2) }}
WARNING: ingestor.replicas is {{ .Values.ingestor.replicas }}: when its node goes, nothing is accepted until another pod runs.
{{- end }}
{{- if and .Values.kafka.strimzi.topics (ne .Values.environment "dev") (eq (int .Values.kafka.topics.replicas) 1) }}
WARNING: kafka.topics.replicas is 1: a lost disk of a broker is lost transactions.
{{- end }}
{{- if and .Values.serviceMonitor.enabled .Values.networkPolicy.enabled (not .Values.networkPolicy.scrapers) }}
WARNING: networkPolicy.scrapers is empty: Prometheus cannot reach /metrics.
{{- end }}
{{- if and .Values.auth.jwt.jwksUrl .Values.networkPolicy.enabled (not .Values.networkPolicy.issuer.to) }}
WARNING: networkPolicy.issuer.to is empty: the services cannot read the keys of {{ .Values.auth.jwt.issuer }}, and take no token.
{{- end }}
{{- if and (eq .Values.environment "dev") $fixed (eq (int .Values.ingestor.replicas) 1) }}
NOTE: environment is dev, with one ingestor: sizes for a laptop. examples/staging.yaml is for more.
{{- end }}
{{- if eq .Values.userTracking.address "full" }}
WARNING: userTracking.address is full: traces tell the addresses of clients in clear.
{{- end }}
{{- if not .Values.datadog.enabled }}
NOTE: datadog.enabled is false: no traces.
{{- end }}
{{- if eq .Values.analyzer.autoscaling.mode "none" }}
NOTE: analyzer.autoscaling.mode is none: {{ .Values.analyzer.replicas }} of at most {{ $partitions }} analyzers, whatever the lag.
{{- end }}
{{- end }}

{{/* Only a cluster can tell. Kafka's Secrets are left out where Strimzi makes them, which takes a moment. */}}
{{- define "ringtrace.missingSecrets" -}}
{{- if lookup "v1" "ConfigMap" .Release.Namespace "" -}}
{{- range concat (include "ringtrace.neo4jSecrets" . | fromJsonArray) (list (include "ringtrace.tokenSecret" . | fromJson)) (include "ringtrace.authSecrets" . | fromJsonArray) (include "ringtrace.userTrackingSecrets" . | fromJsonArray) (include "ringtrace.ownKafkaSecrets" . | fromJsonArray) -}}
{{- $secret := lookup "v1" "Secret" $.Release.Namespace .name -}}
{{- if not $secret }}
WARNING: the Secret {{ .name }} is not there. Pods wait until you make it, with the key {{ .key }}.
{{- else if not (hasKey ($secret.data | default dict) .key) }}
WARNING: the Secret {{ .name }} has no key {{ .key }}. Pods wait until it has.
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{- define "ringtrace.ownKafkaSecrets" -}}
{{- $kafka := .Values.kafka -}}
{{- $secrets := list -}}
{{- if and (not $kafka.strimzi.users) (ne $kafka.security "none") -}}
{{- with $kafka.ca.secret }}{{ $secrets = append $secrets (dict "name" . "key" $kafka.ca.key) }}{{ end -}}
{{- range $client, $given := $kafka.clients -}}
{{- with $given.secret }}{{ $secrets = append $secrets (dict "name" . "key" (ternary "password" "user.key" (eq $kafka.security "sasl"))) }}{{ end -}}
{{- end -}}
{{- end -}}
{{- toJson $secrets -}}
{{- end }}
