{{/* Where the analyzer finds rules beside those of its image. Arguments here and below: root, component (analyzer). */}}
{{- define "ringtrace.rulesDirectory" -}}
/etc/ringtrace/rules
{{- end }}

{{- define "ringtrace.rulesConfigMap" -}}
{{- printf "%s-rules" (include "ringtrace.name" .) -}}
{{- end }}

{{/*
A directory and no single files (`subPath`): only a directory follows its ConfigMap while the pod runs. The ConfigMap is always
there, and the pod's template says nothing of what is in it: a rule that comes, changes or goes replaces no pod.
*/}}
{{- define "ringtrace.rulesVolume" -}}
- name: rules
  projected:
    sources:
      {{- with .root.Values.analyzer.rules.existingConfigMap }}
      - configMap: { name: {{ . | quote }} }
      {{- end }}
      # The last one counts where two have a file of one name.
      - configMap: { name: {{ include "ringtrace.rulesConfigMap" . }} }
{{- end }}

{{/* File name to text, without those that a further values file has set to null. Argument here and below: root. */}}
{{- define "ringtrace.rulesFiles" -}}
{{- $files := dict -}}
{{- range $name, $text := .Values.analyzer.rules.files -}}
{{- with $text }}{{ $files = set $files $name . }}{{ end -}}
{{- end -}}
{{- toYaml $files -}}
{{- end }}

{{/* For a person who has just installed it. */}}
{{- define "ringtrace.rulesNotes" -}}
{{- $own := include "ringtrace.rulesConfigMap" (dict "root" . "component" "analyzer") -}}
{{- $rules := .Values.analyzer.rules -}}
Rules of your own: {{ include "ringtrace.rulesFiles" . | fromYaml | len }} in the ConfigMap {{ $own }}
{{- with $rules.existingConfigMap }}, and those in {{ . }}{{ end }}. What runs, and what was refused:

  curl -H "authorization: Bearer $KEY" localhost:3001/v1/rules
{{- if and $rules.existingConfigMap (lookup "v1" "ConfigMap" .Release.Namespace "") }}
{{- if not (lookup "v1" "ConfigMap" .Release.Namespace $rules.existingConfigMap) }}

WARNING: the ConfigMap {{ $rules.existingConfigMap }} is not there. New analyzers wait until you make it.
{{- end }}
{{- end }}
{{- end }}

{{- define "ringtrace.rulesChecks" -}}
{{- $bytes := 0 -}}
{{- range include "ringtrace.rulesFiles" . | fromYaml }}{{ $bytes = add $bytes (len .) }}{{ end -}}
{{- if gt $bytes 1048576 -}}
{{- fail (printf "analyzer.rules.files has %d bytes, and a ConfigMap takes 1048576: move some to a ConfigMap of your own, named by analyzer.rules.existingConfigMap" $bytes) -}}
{{- end -}}
{{- end }}
