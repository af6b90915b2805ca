{{/* Names, labels and images. Arguments, unless stated otherwise: root, component. */}}

{{/* At most 40 characters, so that derived names (keda-hpa-<name>-analyzer) stay under 63. Argument: root. */}}
{{- define "ringtrace.fullname" -}}
{{- $name := .Release.Name -}}
{{- if .Values.fullnameOverride -}}
{{- $name = .Values.fullnameOverride -}}
{{- else if not (contains "ringtrace" $name) -}}
{{- $name = printf "%s-ringtrace" $name -}}
{{- end -}}
{{- $name | trunc 40 | trimSuffix "-" -}}
{{- end }}

{{- define "ringtrace.name" -}}
{{- printf "%s-%s" (include "ringtrace.fullname" .root) .component -}}
{{- end }}

{{- define "ringtrace.rulesConfigMap" -}}
{{- printf "%s-rules" (include "ringtrace.name" .) -}}
{{- end }}

{{/* Labels of every pod of the release. Argument: root. */}}
{{- define "ringtrace.releaseLabels" -}}
app.kubernetes.io/name: {{ .Values.nameOverride | default "ringtrace" }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "ringtrace.selectorLabels" -}}
{{ include "ringtrace.releaseLabels" .root }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{/* Without the chart's version: a new chart does not restart unchanged pods. */}}
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

{{/* Name and labels of an object that is named after the component. */}}
{{- define "ringtrace.metadata" -}}
name: {{ include "ringtrace.name" . }}
labels:
  {{- include "ringtrace.labels" . | nindent 2 }}
{{- end }}

{{/* Container port. */}}
{{- define "ringtrace.port" -}}
{{- ternary 3000 3001 (eq .component "ingestor") -}}
{{- end }}

{{/* Not empty if an autoscaler sets the number of pods. */}}
{{- define "ringtrace.autoscaled" -}}
{{- $scaling := (get .root.Values .component).autoscaling -}}
{{- if ternary $scaling.enabled (ne ($scaling.mode | default "none") "none") (eq .component "ingestor") }}yes{{ end -}}
{{- end }}

{{/* Image values of a component. The smoke test runs in the ingestor's image, and the other objects have its version. */}}
{{- define "ringtrace.imageValues" -}}
{{- (get .root.Values (ternary "analyzer" "ingestor" (eq .component "analyzer"))).image | toJson -}}
{{- end }}

{{/* The version as a label: at most 63 characters. */}}
{{- define "ringtrace.version" -}}
{{- $image := include "ringtrace.imageValues" . | fromJson -}}
{{- regexReplaceAll "[^A-Za-z0-9._-]" ($image.tag | default .root.Chart.AppVersion) "-" | trunc 63 | trimAll "-._" -}}
{{- end }}

{{/* Skaffold sets `name@digest` as repository or `tag@digest` as tag; the digest is a value of its own. */}}
{{- define "ringtrace.image" -}}
{{- $image := include "ringtrace.imageValues" . | fromJson -}}
{{- $name := regexReplaceAll "@.*$" $image.repository "" -}}
{{- with .root.Values.image.registry }}{{ $name = printf "%s/%s" (trimSuffix "/" .) $name }}{{ end -}}
{{- if $image.digest -}}
{{- printf "%s@%s" $name $image.digest -}}
{{- else -}}
{{- printf "%s:%s" $name (regexReplaceAll "@.*$" ($image.tag | default .root.Chart.AppVersion) "") -}}
{{- end -}}
{{- end }}
