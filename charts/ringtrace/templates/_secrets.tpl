{{/*
A service's Secrets, mounted as files /run/secrets/<volume>/<key>: not in the pod's description, not inherited by child processes,
and renewed without a restart. Arguments: root, component.
*/}}
{{- define "ringtrace.secretVolumes" -}}
{{- $kafka := .root.Values.kafka -}}
{{- if and (ne $kafka.security "none") $kafka.ca.secret }}
{{ include "ringtrace.secretVolume" (dict "name" "kafka-ca" "secret" $kafka.ca.secret "keys" (list $kafka.ca.key)) }}
{{- end }}
{{- with get (dict "mtls" (list "user.crt" "user.key") "sasl" (list "password")) $kafka.security }}
{{ include "ringtrace.secretVolume" (dict "name" "kafka" "secret" (include "ringtrace.kafkaSecret" $) "keys" .) }}
{{- end }}
{{- with .root.Values.auth.apiKeys.existingSecret }}
{{- if .name }}
{{ include "ringtrace.secretVolume" (dict "name" "api-keys" "secret" .name "keys" (list .key)) }}
{{- end }}
{{- end }}
{{- with .root.Values.userTracking.existingSecret }}
{{- if .name }}
{{ include "ringtrace.secretVolume" (dict "name" "user-hash-key" "secret" .name "keys" (compact (list .key .previousKey))) }}
{{- end }}
{{- end }}
{{- if eq .component "ingestor" }}
{{- with include "ringtrace.tokenSecret" .root | fromJson }}
{{ include "ringtrace.secretVolume" (dict "name" .volume "secret" .name "keys" (list .key)) }}
{{- end }}
{{- else }}
{{- $neo4j := .root.Values.neo4j }}
{{ include "ringtrace.secretVolume" (dict "name" "neo4j" "secret" $neo4j.existingSecret.name "keys" (list $neo4j.existingSecret.key)) }}
{{- with $neo4j.ca.secret }}
{{ include "ringtrace.secretVolume" (dict "name" "neo4j-ca" "secret" . "keys" (list $neo4j.ca.key)) }}
{{- end }}
{{- with $neo4j.clientSecret }}
{{ include "ringtrace.secretVolume" (dict "name" "neo4j-client" "secret" . "keys" (list "tls.crt" "tls.key")) }}
{{- end }}
{{- end }}
{{- end }}

{{/* Arguments: name, secret, keys. */}}
{{- define "ringtrace.secretVolume" -}}
- name: {{ .name }}
  secret:
    secretName: {{ .secret }}
    # 0440: readable by the pod's group
    defaultMode: 288
    items:
      {{- range .keys }}
      - { key: {{ . }}, path: {{ . }} }
      {{- end }}
{{- end }}

{{/* Secret of the single token key, or of the token key file, as { volume, name, key }. Argument: root. */}}
{{- define "ringtrace.tokenSecret" -}}
{{- with .Values.tokenisation -}}
{{- if .keys.existingSecret.name -}}
{{- merge (dict "volume" "token-keys") .keys.existingSecret | toJson -}}
{{- else -}}
{{- merge (dict "volume" "token-key") .existingSecret | toJson -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/* A Kafka client's Secret: the named one, or the one that Strimzi creates for its KafkaUser. Arguments: root, component. */}}
{{- define "ringtrace.kafkaSecret" -}}
{{- (get .root.Values.kafka.clients .component).secret | default (include "ringtrace.name" .) -}}
{{- end }}

{{/* What KEDA needs to read the lag, as a user that may do nothing else. Empty if brokers require nothing. Argument: root. */}}
{{- define "ringtrace.kedaSecrets" -}}
{{- $kafka := .Values.kafka -}}
{{- $secret := include "ringtrace.kafkaSecret" (dict "root" . "component" "keda") -}}
{{- $keys := get (dict "mtls" (dict "cert" "user.crt" "key" "user.key") "sasl" (dict "username" "username" "password" "password")) $kafka.security -}}
{{- if and (ne $kafka.security "none") $kafka.ca.secret -}}
- { parameter: ca, name: {{ $kafka.ca.secret }}, key: {{ $kafka.ca.key }} }
{{- end }}
{{- range $parameter, $key := $keys | default dict }}
- { parameter: {{ $parameter }}, name: {{ $secret }}, key: {{ $key }} }
{{- end }}
{{- end }}

{{/* Secrets that you must create, as [{ name, key }]. Those of Strimzi, which take a moment, are not among them. Argument: root. */}}
{{- define "ringtrace.requiredSecrets" -}}
{{- $values := .Values -}}
{{- $secrets := list $values.neo4j.existingSecret -}}
{{- with $values.neo4j.ca }}{{ if .secret }}{{ $secrets = append $secrets (dict "name" .secret "key" .key) }}{{ end }}{{ end -}}
{{- with $values.neo4j.clientSecret }}{{ $secrets = append $secrets (dict "name" . "key" "tls.key") }}{{ end -}}
{{- $secrets = append $secrets (include "ringtrace.tokenSecret" . | fromJson) -}}
{{- with $values.auth.apiKeys.existingSecret }}{{ if .name }}{{ $secrets = append $secrets . }}{{ end }}{{ end -}}
{{- with $values.smokeTest }}{{ if and .enabled .existingSecret.name }}{{ $secrets = append $secrets .existingSecret }}{{ end }}{{ end -}}
{{- with $values.userTracking.existingSecret }}
{{- $name := .name -}}
{{- range compact (list .key .previousKey) }}{{ if $name }}{{ $secrets = append $secrets (dict "name" $name "key" .) }}{{ end }}{{ end -}}
{{- end -}}
{{- if and (not $values.kafka.strimzi.users) (ne $values.kafka.security "none") -}}
{{- with $values.kafka.ca }}{{ if .secret }}{{ $secrets = append $secrets (dict "name" .secret "key" .key) }}{{ end }}{{ end -}}
{{- range $client, $given := $values.kafka.clients -}}
{{- with $given.secret }}{{ $secrets = append $secrets (dict "name" . "key" (ternary "password" "user.key" (eq $values.kafka.security "sasl"))) }}{{ end -}}
{{- end -}}
{{- end -}}
{{- toJson $secrets -}}
{{- end }}
