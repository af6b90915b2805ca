{{/* Who the clients of both APIs are. Argument here and below: root. */}}
{{- define "ringtrace.authEnvironment" -}}
{{- with .Values.auth.apiKeys.existingSecret -}}
{{- if .name }}
AUTH_API_KEYS_FILE: /run/secrets/api-keys/{{ .key }}
{{- end }}
{{- end }}
{{- with .Values.auth.jwt -}}
{{- if .jwksUrl }}
AUTH_JWT_JWKS_URL: {{ .jwksUrl | quote }}
AUTH_JWT_ISSUER: {{ .issuer | quote }}
AUTH_JWT_AUDIENCE: {{ .audience | quote }}
AUTH_JWT_TENANT_CLAIM: {{ .tenantClaim | quote }}
AUTH_JWT_SCOPE_CLAIM: {{ .scopeClaim | quote }}
{{- end }}
{{- end }}
{{- end }}

{{/* The images refuse to run without clients that they know: said here, and not by pods that do not start. */}}
{{- define "ringtrace.authChecks" -}}
{{- $jwt := .Values.auth.jwt -}}
{{- if and (not .Values.auth.apiKeys.existingSecret.name) (not $jwt.jwksUrl) -}}
{{- fail "auth names neither API keys nor an issuer of tokens, the services would not start: set auth.apiKeys.existingSecret.name or auth.jwt.jwksUrl" -}}
{{- end -}}
{{- range $key := list "issuer" "audience" -}}
{{- if and $jwt.jwksUrl (not (get $jwt $key)) -}}
{{- fail (printf "auth.jwt.%s is not set, but auth.jwt.jwksUrl needs it" $key) -}}
{{- end -}}
{{- if and (not $jwt.jwksUrl) (get $jwt $key) -}}
{{- fail (printf "auth.jwt.%s is of no use without auth.jwt.jwksUrl" $key) -}}
{{- end -}}
{{- end -}}
{{- end }}

{{- define "ringtrace.wayToIssuer" -}}
{{- $named := regexFind "[0-9]+$" (regexFind "^https://[^/]+:[0-9]+" .Values.auth.jwt.jwksUrl) | default "443" -}}
{{- with .Values.networkPolicy.issuer -}}
{{- include "ringtrace.wayOut" (dict "to" .to "ports" (.ports | default (list $named))) -}}
{{- end -}}
{{- end }}

{{/* Secrets that a person makes, as far as they are used. */}}
{{- define "ringtrace.authSecrets" -}}
{{- $secrets := list -}}
{{- with .Values.auth.apiKeys.existingSecret }}{{ if .name }}{{ $secrets = append $secrets . }}{{ end }}{{ end -}}
{{- with .Values.smokeTest }}{{ if and .enabled .existingSecret.name }}{{ $secrets = append $secrets .existingSecret }}{{ end }}{{ end -}}
{{- toJson $secrets -}}
{{- end }}
