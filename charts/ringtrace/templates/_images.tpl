{{/* The image values of a component. The smoke test runs in the ingestor's image, and the chart's other objects go by its version. */}}
{{- define "ringtrace.imageValues" -}}
{{- (get .root.Values (ternary "analyzer" "ingestor" (eq .component "analyzer"))).image | toJson -}}
{{- end }}

{{/* What runs, as a label may say it: at most 63 characters. */}}
{{- define "ringtrace.version" -}}
{{- $image := include "ringtrace.imageValues" . | fromJson -}}
{{- regexReplaceAll "[^A-Za-z0-9._-]" ($image.tag | default .root.Chart.AppVersion) "-" | trunc 63 | trimAll "-._" -}}
{{- end }}

{{/* Skaffold gives `name@digest` as repository or `tag@digest` as tag: the digest is a value of its own. */}}
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
