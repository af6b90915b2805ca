{{/* Variables of a client of Neo4j. Argument here and below: root. */}}
{{- define "ringtrace.neo4jEnvironment" -}}
{{- $neo4j := .Values.neo4j -}}
NEO4J_URI: {{ $neo4j.uri | quote }}
NEO4J_USER: {{ $neo4j.user | quote }}
NEO4J_DATABASE: {{ $neo4j.database | quote }}
NEO4J_PASSWORD_FILE: /run/secrets/neo4j/{{ $neo4j.existingSecret.key }}
{{- if $neo4j.ca.secret }}
NEO4J_CA_FILE: /run/secrets/neo4j-ca/{{ $neo4j.ca.key }}
{{- end }}
{{- if $neo4j.clientSecret }}
NEO4J_CERT_FILE: /run/secrets/neo4j-client/tls.crt
NEO4J_KEY_FILE: /run/secrets/neo4j-client/tls.key
{{- end }}
{{- end }}

{{- define "ringtrace.neo4jVolumes" -}}
{{- $neo4j := .Values.neo4j }}
{{ include "ringtrace.secretVolume" (dict "name" "neo4j" "secret" $neo4j.existingSecret.name "keys" (list $neo4j.existingSecret.key)) }}
{{- with $neo4j.ca.secret }}
{{ include "ringtrace.secretVolume" (dict "name" "neo4j-ca" "secret" . "keys" (list $neo4j.ca.key)) }}
{{- end }}
{{- with $neo4j.clientSecret }}
{{ include "ringtrace.secretVolume" (dict "name" "neo4j-client" "secret" . "keys" (list "tls.crt" "tls.key")) }}
{{- end }}
{{- end }}

{{- define "ringtrace.neo4jChecks" -}}
{{- $neo4j := .Values.neo4j -}}
{{- if not (regexMatch "^(bolt|neo4j)\\+s://" $neo4j.uri) -}}
{{- range $value, $secret := dict "neo4j.ca.secret" $neo4j.ca.secret "neo4j.clientSecret" $neo4j.clientSecret -}}
{{- if $secret -}}
{{- fail (printf "%s is of no use with neo4j.uri %s: name the database by bolt+s:// or neo4j+s://, or unset it" $value $neo4j.uri) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/* Those of them that nobody but you makes, as [{ name, key }]. */}}
{{- define "ringtrace.neo4jSecrets" -}}
{{- $neo4j := .Values.neo4j -}}
{{- $secrets := list $neo4j.existingSecret -}}
{{- with $neo4j.ca.secret }}{{ $secrets = append $secrets (dict "name" . "key" $neo4j.ca.key) }}{{ end -}}
{{- with $neo4j.clientSecret }}{{ $secrets = append $secrets (dict "name" . "key" "tls.key") }}{{ end -}}
{{- toJson $secrets -}}
{{- end }}
