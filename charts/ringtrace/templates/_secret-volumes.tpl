{{/*
Secrets of a service as files /run/secrets/<volume>/<key>: not in a pod's description, not inherited by a child process, renewed
without a restart. Arguments: root, component.
*/}}
{{- define "ringtrace.secretVolumes" -}}
{{- $kafka := .root.Values.kafka -}}
{{- if and (ne $kafka.security "none") $kafka.ca.secret }}
{{ include "ringtrace.secretVolume" (dict "name" "kafka-ca" "secret" $kafka.ca.secret "keys" (list $kafka.ca.key)) }}
{{- end }}
{{- $keys := dict "mtls" (list "user.crt" "user.key") "sasl" (list "password") -}}
{{- with get $keys $kafka.security }}
{{ include "ringtrace.secretVolume" (dict "name" "kafka" "secret" (include "ringtrace.kafkaSecret" $) "keys" .) }}
{{- end }}
{{- with .root.Values.auth.apiKeys.existingSecret }}
{{- if .name }}
{{ include "ringtrace.secretVolume" (dict "name" "api-keys" "secret" .name "keys" (list .key)) }}
{{- end }}
{{- end }}
{{- with include "ringtrace.userTrackingSecrets" .root | fromJsonArray }}
{{- $keys := list }}{{ range . }}{{ $keys = append $keys .key }}{{ end }}
{{ include "ringtrace.secretVolume" (dict "name" "user-hash-key" "secret" (first .).name "keys" $keys) }}
{{- end }}
{{- if eq .component "ingestor" }}
{{- with include "ringtrace.tokenSecret" .root | fromJson }}
{{ include "ringtrace.secretVolume" (dict "name" .volume "secret" .name "keys" (list .key)) }}
{{- end }}
{{- else }}
{{- include "ringtrace.neo4jVolumes" .root }}
{{- end }}
{{- end }}

{{/* Of the one token key, or of the file of several. */}}
{{- define "ringtrace.tokenSecret" -}}
{{- with .Values.tokenisation -}}
{{- if .keys.existingSecret.name -}}
{{- merge (dict "volume" "token-keys") .keys.existingSecret | toJson -}}
{{- else -}}
{{- merge (dict "volume" "token-key") .existingSecret | toJson -}}
{{- end -}}
{{- end -}}
{{- end }}

{{- define "ringtrace.secretVolume" -}}
- name: {{ .name }}
  secret:
    secretName: {{ .secret }}
    # 0440: for the group of the pod
    defaultMode: 288
    items:
      {{- range .keys }}
      - { key: {{ . }}, path: {{ . }} }
      {{- end }}
{{- end }}
