{{/* Who caused a trace, told by a keyed hash. Nothing of it without a Secret. Arguments here and below: root, component. */}}
{{- define "ringtrace.userTrackingEnvironment" -}}
{{- with .root.Values.userTracking -}}
{{- if .existingSecret.name }}
USER_HASH_KEY_ID: {{ .keyId | quote }}
USER_HASH_KEY_FILE: /run/secrets/user-hash-key/{{ .existingSecret.key }}
{{- if .existingSecret.previousKey }}
USER_HASH_PREVIOUS_KEY_ID: {{ .previousKeyId | quote }}
USER_HASH_PREVIOUS_KEY_FILE: /run/secrets/user-hash-key/{{ .existingSecret.previousKey }}
{{- end }}
TRACK_IP: {{ .address | quote }}
RESPECT_DO_NOT_TRACK: {{ .respectDoNotTrack | quote }}
{{- if eq $.component "ingestor" }}
PROPAGATE_USER: {{ .propagate | quote }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{/* Its Secret, once for each key in it. Argument here and below: root. */}}
{{- define "ringtrace.userTrackingSecrets" -}}
{{- $secrets := list -}}
{{- with .Values.userTracking.existingSecret -}}
{{- $name := .name -}}
{{- range compact (list .key .previousKey) }}{{ if $name }}{{ $secrets = append $secrets (dict "name" $name "key" .) }}{{ end }}{{ end -}}
{{- end -}}
{{- toJson $secrets -}}
{{- end }}

{{/* The images refuse these, too: said here, and not by pods that do not start. */}}
{{- define "ringtrace.userTrackingChecks" -}}
{{- with .Values.userTracking -}}
{{- $secret := .existingSecret -}}
{{- $useless := list -}}
{{- if .propagate }}{{ $useless = append $useless "propagate" }}{{ end -}}
{{- if ne .address "off" }}{{ $useless = append $useless "address" }}{{ end -}}
{{- if $secret.previousKey }}{{ $useless = append $useless "existingSecret.previousKey" }}{{ end -}}
{{- if and $useless (not $secret.name) -}}
{{- fail (printf "userTracking.%s is of no use without a key: name its Secret in userTracking.existingSecret.name" (first $useless)) -}}
{{- end -}}
{{- if and $secret.previousKey (not .previousKeyId) -}}
{{- fail "userTracking.previousKeyId is not set, but userTracking.existingSecret.previousKey needs it" -}}
{{- end -}}
{{- if and $secret.previousKey (or (eq .previousKeyId .keyId) (eq $secret.previousKey $secret.key)) -}}
{{- fail "userTracking names the same key twice: keyId and previousKeyId must differ, and so must key and previousKey of existingSecret" -}}
{{- end -}}
{{- end -}}
{{- end }}
