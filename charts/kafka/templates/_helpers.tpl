{{- define "kafka.labels" -}}
app.kubernetes.io/name: kafka
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Values.version | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/part-of: ringtrace
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* What Pod Security "restricted" requires of every container, regardless of the operator's settings. */}}
{{- define "kafka.containerSecurity" -}}
securityContext:
  runAsNonRoot: true
  allowPrivilegeEscalation: false
  capabilities:
    drop: [ALL]
  seccompProfile:
    type: RuntimeDefault
{{- end }}

{{/* Tells scrapers about port 9404 of a pod. */}}
{{- define "kafka.scrapeAnnotations" -}}
{{- $metrics := .Values.metrics -}}
{{- $annotations := dict -}}
{{- if $metrics.enabled -}}
{{- $annotations = merge $annotations $metrics.podAnnotations -}}
{{- if $metrics.datadog -}}
{{- $instance := dict "openmetrics_endpoint" "http://%%host%%:9404/metrics" "namespace" "kafka" "metrics" $metrics.allowList "tag_by_endpoint" false -}}
{{- $checks := dict "openmetrics" (dict "init_config" dict "instances" (list $instance)) -}}
{{- $_ := set $annotations "ad.datadoghq.com/kafka.checks" (toJson $checks) -}}
{{- end -}}
{{- end -}}
{{- with $annotations }}{{ toYaml . }}{{ end -}}
{{- end }}

{{/* What all node pools have in common. Arguments: root, pool. */}}
{{- define "kafka.podTemplate" -}}
{{- $placement := .root.Values.placement -}}
pod:
  {{- with include "kafka.scrapeAnnotations" .root }}
  metadata:
    annotations:
      {{- . | nindent 6 }}
  {{- end }}
  # Enough time for a broker to hand over its partitions and flush.
  terminationGracePeriodSeconds: 120
  enableServiceLinks: false
  {{- with $placement.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
  {{- with $placement.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $placement.spreadOver }}
  topologySpreadConstraints:
    {{- range . }}
    - topologyKey: {{ . }}
      maxSkew: 1
      whenUnsatisfiable: {{ $placement.whenUnsatisfiable }}
      labelSelector:
        matchLabels:
          strimzi.io/cluster: {{ $.root.Values.clusterName }}
          strimzi.io/pool-name: {{ $.pool }}
    {{- end }}
  {{- end }}
kafkaContainer:
  {{- include "kafka.containerSecurity" . | nindent 2 }}
initContainer:
  {{- include "kafka.containerSecurity" . | nindent 2 }}
{{- end }}
