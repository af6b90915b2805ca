{{/* At most 40 characters: names that others make of it (keda-hpa-<name>-analyzer) stay under 63. */}}
{{- define "ringtrace.fullname" -}}
{{- $name := .Release.Name -}}
{{- if .Values.fullnameOverride -}}
{{- $name = .Values.fullnameOverride -}}
{{- else if not (contains "ringtrace" $name) -}}
{{- $name = printf "%s-ringtrace" $name -}}
{{- end -}}
{{- $name | trunc 40 | trimSuffix "-" -}}
{{- end }}

{{/* Arguments here and below: root, component. */}}
{{- define "ringtrace.name" -}}
{{- printf "%s-%s" (include "ringtrace.fullname" .root) .component -}}
{{- end }}

{{/* Every pod of the release. */}}
{{- define "ringtrace.releaseLabels" -}}
app.kubernetes.io/name: {{ .Values.nameOverride | default "ringtrace" }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "ringtrace.selectorLabels" -}}
{{ include "ringtrace.releaseLabels" .root }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{/* Without the chart's version: a new chart does not restart pods that stay the same. */}}
{{- define "ringtrace.podLabels" -}}
{{ include "ringtrace.selectorLabels" . }}
app.kubernetes.io/part-of: ringtrace
app.kubernetes.io/version: {{ include "ringtrace.version" . | quote }}
{{- with .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "ringtrace.labels" -}}
{{ include "ringtrace.podLabels" . }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end }}

{{/* Metadata of an object of this component, and of its name. */}}
{{- define "ringtrace.metadata" -}}
name: {{ include "ringtrace.name" . }}
labels:
  {{- include "ringtrace.labels" . | nindent 2 }}
{{- end }}
