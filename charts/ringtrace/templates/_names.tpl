{{- define "ringtrace.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else if contains "ringtrace" .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-ringtrace" .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end }}

{{/* Arguments here and below: root, component. */}}
{{- define "ringtrace.name" -}}
{{- printf "%s-%s" (include "ringtrace.fullname" .root) .component -}}
{{- end }}

{{- define "ringtrace.selectorLabels" -}}
app.kubernetes.io/name: {{ .root.Values.nameOverride | default "ringtrace" }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "ringtrace.labels" -}}
{{ include "ringtrace.selectorLabels" . }}
app.kubernetes.io/part-of: ringtrace
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
app.kubernetes.io/version: {{ include "ringtrace.version" . | quote }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- with .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* The values of a service. The smoke test runs in the ingestor's image. */}}
{{- define "ringtrace.imageValues" -}}
{{- $owner := ternary "analyzer" "ingestor" (eq .component "analyzer") -}}
{{- get .root.Values $owner | dig "image" dict | toJson -}}
{{- end }}

{{/* What runs, as a label may say it: at most 63 characters. */}}
{{- define "ringtrace.version" -}}
{{- $image := include "ringtrace.imageValues" . | fromJson -}}
{{- regexReplaceAll "[^A-Za-z0-9._-]" ($image.tag | default .root.Chart.AppVersion) "-" | trunc 63 | trimAll "-._" -}}
{{- end }}

{{- define "ringtrace.image" -}}
{{- $image := include "ringtrace.imageValues" . | fromJson -}}
{{- $name := $image.repository -}}
{{- with .root.Values.image.registry }}{{ $name = printf "%s/%s" (trimSuffix "/" .) $name }}{{ end -}}
{{- $tag := $image.tag | default .root.Chart.AppVersion -}}
{{- if $image.digest -}}
{{- printf "%s@%s" (regexReplaceAll "@.*$" $name "") $image.digest -}}
{{- else -}}
{{- printf "%s:%s" $name (regexReplaceAll "@.*$" $tag "") -}}
{{- end -}}
{{- end }}

{{/* Unified service tagging: Datadog joins traces, logs and metrics of a pod by these. */}}
{{- define "ringtrace.datadogLabels" -}}
tags.datadoghq.com/env: {{ .root.Values.environment | quote }}
tags.datadoghq.com/service: {{ include "ringtrace.name" . }}
tags.datadoghq.com/version: {{ include "ringtrace.version" . | quote }}
{{- end }}

{{/* The Secret of a client of Kafka: the one that is named, or the one that Strimzi makes for its user. */}}
{{- define "ringtrace.kafkaSecret" -}}
{{- (get .root.Values.kafka.clients .component).secret | default (include "ringtrace.name" .) -}}
{{- end }}

{{/* With the namespace: KEDA, which reads the lag, lives in another one. */}}
{{- define "ringtrace.bootstrapServers" -}}
{{- .Values.kafka.bootstrapServers | default (printf "%s-kafka-bootstrap.%s.svc:9093" .Values.kafka.strimzi.cluster .Release.Namespace) -}}
{{- end }}
