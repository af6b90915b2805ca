{{/* Unified service tagging: Datadog joins traces, logs and metrics of a pod by these. Arguments: root, component. */}}
{{- define "ringtrace.datadogLabels" -}}
tags.datadoghq.com/env: {{ .root.Values.environment | quote }}
tags.datadoghq.com/service: {{ include "ringtrace.name" . }}
tags.datadoghq.com/version: {{ include "ringtrace.version" . | quote }}
{{- end }}

{{/* What the agent does with the container of this name: read /metrics, and take its log. */}}
{{- define "ringtrace.datadogAnnotations" -}}
{{- $checks := include "ringtrace.datadogChecks" (dict "component" .component "port" (include "ringtrace.port" . | int) "root" .root) -}}
{{- $logs := list (dict "source" "nodejs" "service" (include "ringtrace.name" .)) | toJson -}}
ad.datadoghq.com/{{ .component }}.checks: {{ $checks | squote }}
ad.datadoghq.com/{{ .component }}.logs: {{ $logs | squote }}
{{- end }}
