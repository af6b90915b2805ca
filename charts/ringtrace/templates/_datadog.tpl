{{/* Unified service tagging: Datadog joins a pod's traces, logs and metrics by these. Arguments: root, component. */}}
{{- define "ringtrace.datadogLabels" -}}
tags.datadoghq.com/env: {{ .root.Values.environment | quote }}
tags.datadoghq.com/service: {{ include "ringtrace.name" . }}
tags.datadoghq.com/version: {{ include "ringtrace.version" . | quote }}
{{- end }}

{{/*
Tells the agent to collect the container's log, and to read /metrics with its OpenMetrics check. Arguments: root, component.

files/datadog-metrics.json says which of the metrics at /metrics go to Datadog, and under which names. Counters are listed without
`_total` and arrive as `ringtrace.<name>.count`, histograms as `.bucket`, `.count` and `.sum`, gauges unchanged.
The agent's own check tags do not distinguish pods (`checks_tag_cardinality: low`): two pods on one node would overwrite each other,
hence `pod_name`. `use_process_start_time` includes what a new pod counted before it was read for the first time.
*/}}
{{- define "ringtrace.datadogAnnotations" -}}
{{- $instance := dict
  "openmetrics_endpoint" (printf "http://%%%%host%%%%:%d/metrics" (include "ringtrace.port" . | int))
  "namespace" "ringtrace"
  "metrics" (list (.root.Files.Get "files/datadog-metrics.json" | fromJson))
  "tags" (list "pod_name:%%kube_pod_name%%")
  "use_process_start_time" true
  "tag_by_endpoint" false
-}}
{{- $checks := dict "openmetrics" (dict "init_config" dict "instances" (list $instance)) | toJson -}}
{{- $logs := list (dict "source" "nodejs" "service" (include "ringtrace.name" .)) | toJson -}}
ad.datadoghq.com/{{ .component }}.checks: {{ $checks | squote }}
ad.datadoghq.com/{{ .component }}.logs: {{ $logs | squote }}
{{- end }}
