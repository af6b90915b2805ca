{{/* Mistakes that would show late, or never. Each message says what to do. */}}
{{- define "ringtrace.checks" -}}
{{- include "ringtrace.scalingChecks" . -}}
{{- include "ringtrace.rulesChecks" . -}}
{{- include "ringtrace.authChecks" . -}}
{{- include "ringtrace.userTrackingChecks" . -}}
{{- include "ringtrace.kafkaChecks" . -}}
{{- include "ringtrace.neo4jChecks" . -}}
{{- include "ringtrace.clusterChecks" . -}}
{{- end }}

{{- define "ringtrace.scalingChecks" -}}
{{- $scaling := .Values.analyzer.autoscaling -}}
{{- $fixed := eq $scaling.mode "none" -}}
{{- $key := ternary "analyzer.replicas" "analyzer.autoscaling.maxReplicas" $fixed -}}
{{- $most := ternary .Values.analyzer.replicas $scaling.maxReplicas $fixed | int -}}
{{- $partitions := int .Values.kafka.topics.partitions -}}
{{- if gt $most $partitions -}}
{{- fail (printf "%s (%d) is more than kafka.topics.partitions (%d), the others would idle: lower it, or raise the partitions" $key $most $partitions) -}}
{{- end -}}
{{- range $component := list "ingestor" "analyzer" -}}
{{- with (get $.Values $component).autoscaling -}}
{{- if gt (int .minReplicas) (int .maxReplicas) -}}
{{- fail (printf "%s.autoscaling.minReplicas (%d) is more than maxReplicas (%d): lower it, or raise maxReplicas" $component (int .minReplicas) (int .maxReplicas)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $fallback := int $scaling.keda.fallbackReplicas -}}
{{- if and (eq $scaling.mode "keda") (gt $fallback (int $scaling.maxReplicas)) -}}
{{- fail (printf "analyzer.autoscaling.keda.fallbackReplicas (%d) is more than maxReplicas (%d): lower it" $fallback (int $scaling.maxReplicas)) -}}
{{- end -}}
{{- end }}
