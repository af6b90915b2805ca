{{/* Settings that work, but may not be intended. Argument here and below: root. */}}
{{- define "ringtrace.warnings" -}}
{{- $fixed := not (include "ringtrace.autoscaled" (dict "root" . "component" "ingestor")) -}}
{{- $partitions := int .Values.kafka.topics.partitions -}}
{{- if not .Values.networkPolicy.enabled }}
WARNING: networkPolicy.enabled is false: every pod in the cluster can reach these pods; only a key or token protects them.
{{- end }}
{{- if eq .Values.kafka.security "none" }}
WARNING: kafka.security is none: brokers do not authenticate their clients, and records travel in clear text.
{{- end }}
{{- if and (ne .Values.environment "dev") $fixed (lt (int .Values.ingestor.replicas) 2) }}
WARNING: ingestor.replicas is {{ .Values.ingestor.replicas }}: if its node fails, nothing is accepted until another pod runs.
{{- end }}
{{- if and .Values.kafka.strimzi.topics (ne .Values.environment "dev") (eq (int .Values.kafka.topics.replicas) 1) }}
WARNING: kafka.topics.replicas is 1: if a broker loses its disk, transactions are lost.
{{- end }}
{{- if and .Values.serviceMonitor.enabled .Values.networkPolicy.enabled (not .Values.networkPolicy.scrapers) }}
WARNING: networkPolicy.scrapers is empty: Prometheus cannot reach /metrics.
{{- end }}
{{- if and .Values.auth.jwt.jwksUrl .Values.networkPolicy.enabled (not .Values.networkPolicy.issuer.to) }}
WARNING: networkPolicy.issuer.to is empty: the services cannot read the keys of {{ .Values.auth.jwt.issuer }}, and refuse all its JWTs.
{{- end }}
{{- if and (eq .Values.environment "dev") $fixed (eq (int .Values.ingestor.replicas) 1) }}
NOTE: environment is dev, with one ingestor: sized for a laptop. For more, see examples/staging.yaml.
{{- end }}
{{- if eq .Values.userTracking.address "full" }}
WARNING: userTracking.address is full: traces contain the addresses of clients in clear text.
{{- end }}
{{- if not .Values.datadog.enabled }}
NOTE: datadog.enabled is false: no traces.
{{- end }}
{{- if eq .Values.analyzer.autoscaling.mode "none" }}
NOTE: analyzer.autoscaling.mode is none: {{ .Values.analyzer.replicas }} of at most {{ $partitions }} analyzers, whatever the lag.
{{- end }}
{{- end }}

{{/* Needs a live cluster: `lookup` is empty in `helm template`. */}}
{{- define "ringtrace.missingSecrets" -}}
{{- if lookup "v1" "ConfigMap" .Release.Namespace "" -}}
{{- range include "ringtrace.requiredSecrets" . | fromJsonArray -}}
{{- $secret := lookup "v1" "Secret" $.Release.Namespace .name -}}
{{- if not $secret }}
WARNING: the Secret {{ .name }} is missing. Pods wait until you create it, with the key {{ .key }}.
{{- else if not (hasKey ($secret.data | default dict) .key) }}
WARNING: the Secret {{ .name }} has no key {{ .key }}. Pods will not start until you add it.
{{- end }}
{{- end }}
{{- end }}
{{- end }}
