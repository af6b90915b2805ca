{{/* Content of a service's ConfigMap: the chart's variables and those of its `config`. Arguments: root, component. */}}
{{- define "ringtrace.config" -}}
{{- $chart := include "ringtrace.environment" . | fromYaml -}}
{{- include "ringtrace.configChecks" (dict "component" .component "values" (get .root.Values .component) "chart" $chart) -}}
{{- merge (deepCopy (get .root.Values .component).config) $chart | toYaml -}}
{{- end }}

{{/* A variable that is set in two places would break what is derived from it; a secret in a variable is in every description. */}}
{{- define "ringtrace.configChecks" -}}
{{- $given := keys .values.config -}}
{{- range .values.extraEnv }}{{ $given = append $given .name }}{{ end -}}
{{- $ownEnv := list "AUTH_API_KEYS_FILE" "AUTH_JWT_JWKS_URL" "DD_ENV" "DD_SERVICE" "DD_VERSION" "NODE_ENV" "NODE_OPTIONS" "TOKEN_KEY_FILE" "TOKEN_KEYS_FILE" -}}
{{- range $given -}}
{{- if or (hasKey $.chart .) (has . $ownEnv) -}}
{{- fail (printf "%s.config or %s.extraEnv sets %s, which this chart sets: use the value that it is made of" $.component $.component .) -}}
{{- end -}}
{{- if has . (list "TOKEN_KEY" "USER_HASH_KEY" "USER_HASH_PREVIOUS_KEY" "NEO4J_PASSWORD" "KAFKA_SASL_PASSWORD") -}}
{{- fail (printf "%s.config or %s.extraEnv holds the secret %s: put it into a Secret, and name that in the values" $.component $.component .) -}}
{{- end -}}
{{- end -}}
{{- $waitMs := .values.config.DELIVERY_TIMEOUT_MS | default "0" | int -}}
{{- if ge $waitMs (mul 1000 (int .values.stopTimeoutSeconds)) -}}
{{- fail (printf "%s.config.DELIVERY_TIMEOUT_MS (%d) is not less than %s.stopTimeoutSeconds (%d s), requests under way would be cut off: raise stopTimeoutSeconds" .component $waitMs .component (int .values.stopTimeoutSeconds)) -}}
{{- end -}}
{{- end }}
