{{/*
Content of a service's ConfigMap: the variables that the chart sets, and those of the service's `config`. None is secret.
Arguments: root, component.
*/}}
{{- define "ringtrace.config" -}}
{{- $chart := include "ringtrace.environment" . | fromYaml -}}
{{- $values := get .root.Values .component -}}
{{- include "ringtrace.configChecks" (dict "component" .component "values" $values "chart" $chart) -}}
{{- merge (deepCopy $values.config) $chart | toYaml -}}
{{- end }}

{{/* Variables that the chart sets. */}}
{{- define "ringtrace.environment" -}}
{{- $component := .component -}}
{{- $values := get .root.Values $component -}}
{{- with .root.Values -}}
HOST: 0.0.0.0
PORT: {{ include "ringtrace.port" $ | quote }}
LOG_LEVEL: {{ $values.logLevel }}
STOP_TIMEOUT_MS: {{ mul (int $values.stopTimeoutSeconds) 1000 | quote }}
KAFKA_BROKERS: {{ include "ringtrace.bootstrapServers" $.root | quote }}
KAFKA_CLIENT_ID: {{ include "ringtrace.name" $ }}
{{- if ne .kafka.security "none" }}
KAFKA_TLS: "true"
{{- with .kafka.ca }}
{{- if .secret }}
KAFKA_TLS_CA_FILE: /run/secrets/kafka-ca/{{ .key }}
{{- end }}
{{- end }}
{{- end }}
{{- if eq .kafka.security "mtls" }}
KAFKA_TLS_CERT_FILE: /run/secrets/kafka/user.crt
KAFKA_TLS_KEY_FILE: /run/secrets/kafka/user.key
{{- end }}
{{- if eq .kafka.security "sasl" }}
KAFKA_SASL_MECHANISM: {{ .kafka.saslMechanism }}
KAFKA_SASL_USERNAME: {{ (get .kafka.clients $component).username | quote }}
KAFKA_SASL_PASSWORD_FILE: /run/secrets/kafka/password
{{- end }}
{{- with .auth.apiKeys.existingSecret }}
{{- if .name }}
AUTH_API_KEYS_FILE: /run/secrets/api-keys/{{ .key }}
{{- end }}
{{- end }}
{{- with .auth.jwt }}
{{- if .jwksUrl }}
AUTH_JWT_JWKS_URL: {{ .jwksUrl | quote }}
AUTH_JWT_ISSUER: {{ .issuer | quote }}
AUTH_JWT_AUDIENCE: {{ .audience | quote }}
AUTH_JWT_TENANT_CLAIM: {{ .tenantClaim | quote }}
AUTH_JWT_SCOPE_CLAIM: {{ .scopeClaim | quote }}
{{- end }}
{{- end }}
{{- with .userTracking }}
{{- if .existingSecret.name }}
USER_HASH_KEY_ID: {{ .keyId | quote }}
USER_HASH_KEY_FILE: /run/secrets/user-hash-key/{{ .existingSecret.key }}
{{- if .existingSecret.previousKey }}
USER_HASH_PREVIOUS_KEY_ID: {{ .previousKeyId | quote }}
USER_HASH_PREVIOUS_KEY_FILE: /run/secrets/user-hash-key/{{ .existingSecret.previousKey }}
{{- end }}
TRACK_IP: {{ .address | quote }}
RESPECT_DO_NOT_TRACK: {{ .respectDoNotTrack | quote }}
{{- if eq $component "ingestor" }}
PROPAGATE_USER: {{ .propagate | quote }}
{{- end }}
{{- end }}
{{- end }}
{{- /* Only what differs from the services' own defaults (libs/telemetry/src/start.ts). Their logger writes the trace ids. */}}
{{- with .datadog }}
{{- if .enabled }}
DD_AGENT_HOST: {{ .agentHost | quote }}
DD_DATA_STREAMS_ENABLED: "true"
{{- if .profiling }}
DD_PROFILING_ENABLED: "true"
{{- end }}
{{- if ne (toString .sampleRate) "" }}
DD_TRACE_SAMPLE_RATE: {{ .sampleRate | quote }}
{{- end }}
{{- else }}
{{- /* Also stops metrics, the profiler and remote configuration: nothing looks for an agent. */}}
DD_TRACE_ENABLED: "false"
{{- end }}
{{- end }}
{{- if eq $component "ingestor" }}
{{- with .tokenisation }}
{{- if .keys.existingSecret.name }}
TOKEN_KEYS_FILE: /run/secrets/token-keys/{{ .keys.existingSecret.key }}
{{- else }}
TOKEN_KEY_ID: {{ .keyId | quote }}
TOKEN_KEY_FILE: /run/secrets/token-key/{{ .existingSecret.key }}
{{- end }}
{{- end }}
{{- with $values.verdictsBaseUrl }}
VERDICTS_BASE_URL: {{ . | quote }}
{{- end }}
{{- else }}
{{- with .neo4j }}
NEO4J_URI: {{ .uri | quote }}
NEO4J_USER: {{ .user | quote }}
NEO4J_DATABASE: {{ .database | quote }}
NEO4J_PASSWORD_FILE: /run/secrets/neo4j/{{ .existingSecret.key }}
{{- if .ca.secret }}
NEO4J_CA_FILE: /run/secrets/neo4j-ca/{{ .ca.key }}
{{- end }}
{{- if .clientSecret }}
NEO4J_CERT_FILE: /run/secrets/neo4j-client/tls.crt
NEO4J_KEY_FILE: /run/secrets/neo4j-client/tls.key
{{- end }}
{{- end }}
BATCH_MAX_RECORDS: {{ $values.batchMaxRecords | int | quote }}
RULES_DIR: {{ include "ringtrace.rulesDirectory" $.root }}
RULES_RELOAD_SECONDS: {{ $values.rules.reloadSeconds | int | quote }}
RULE_BUDGET_MS: {{ $values.rules.budgetMs | int | quote }}
{{- end }}
{{- end }}
{{- end }}

{{/* With the namespace: KEDA, which reads the lag, runs in another one. Argument here and below: root. */}}
{{- define "ringtrace.bootstrapServers" -}}
{{- .Values.kafka.bootstrapServers | default (printf "%s-kafka-bootstrap.%s.svc:9093" .Values.kafka.strimzi.cluster .Release.Namespace) -}}
{{- end }}

{{/* Where the analyzer finds rules besides those in its image. */}}
{{- define "ringtrace.rulesDirectory" -}}
/etc/ringtrace/rules
{{- end }}

{{/* File name to text, without files that another values file has set to null. */}}
{{- define "ringtrace.rulesFiles" -}}
{{- $files := dict -}}
{{- range $name, $text := .Values.analyzer.rules.files -}}
{{- with $text }}{{ $files = set $files $name . }}{{ end -}}
{{- end -}}
{{- toYaml $files -}}
{{- end }}
