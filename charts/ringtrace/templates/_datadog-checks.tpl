{{/*
The Datadog agent's OpenMetrics check of one container, for the annotation `ad.datadoghq.com/<container>.checks` of its pod.
Call with (dict "component" "ingestor" "port" 3000 "root" $); the component is told apart by the pod's own tags.

files/datadog-metrics.json says which of the metrics at /metrics go to Datadog, and their names there. Counters are listed
without `_total` and arrive as `ringtrace.<name>.count`, histograms as `.bucket`, `.count` and `.sum`, gauges as they are.
The agent's own tags of a check do not tell pods apart (`checks_tag_cardinality: low`): two pods on one node would write over
each other, hence `pod_name` here. `use_process_start_time` counts what a new pod did before it was read for the first time.
*/}}
{{- define "ringtrace.datadogChecks" -}}
{{- $instance := dict
  "openmetrics_endpoint" (printf "http://%%%%host%%%%:%d/metrics" (int .port))
  "namespace" "ringtrace"
  "metrics" (list (.root.Files.Get "files/datadog-metrics.json" | fromJson))
  "tags" (list "pod_name:%%kube_pod_name%%")
  "use_process_start_time" true
  "tag_by_endpoint" false
-}}
{{- dict "openmetrics" (dict "init_config" dict "instances" (list $instance)) | toJson -}}
{{- end -}}
