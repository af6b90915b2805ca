{{/* Non-secret variables of both services, for a ConfigMap. Arguments: root, component. */}}
{{- define "ringtrace.environment" -}}
{{- $values := get .root.Values .component -}}
{{- $kafka := .root.Values.kafka -}}
{{- $client := get $kafka.clients .component -}}
HOST: 0.0.0.0
PORT: {{ include "ringtrace.port" . | quote }}
LOG_LEVEL: {{ $values.logLevel }}
STOP_TIMEOUT_MS: {{ mul (int $values.stopTimeoutSeconds) 1000 | quote }}
KAFKA_BROKERS: {{ include "ringtrace.bootstrapServers" .root | quote }}
KAFKA_CLIENT_ID: {{ include "ringtrace.name" . }}
{{- if ne $kafka.security "none" }}
KAFKA_TLS: "true"
{{- if $kafka.ca.secret }}
KAFKA_TLS_CA_FILE: /run/secrets/kafka-ca/{{ $kafka.ca.key }}
{{- end }}
{{- end }}
{{- if eq $kafka.security "mtls" }}
KAFKA_TLS_CERT_FILE: /run/secrets/kafka/user.crt
KAFKA_TLS_KEY_FILE: /run/secrets/kafka/user.key
{{- end }}
{{- if eq $kafka.security "scram" }}
KAFKA_SASL_MECHANISM: {{ $kafka.scramMechanism }}
KAFKA_SASL_USERNAME: {{ $client.username | quote }}
KAFKA_SASL_PASSWORD_FILE: /run/secrets/kafka/password
{{- end }}
{{- if .root.Values.datadog.enabled }}
DD_AGENT_HOST: {{ .root.Values.datadog.agentHost | quote }}
DD_DATA_STREAMS_ENABLED: "true"
DD_RUNTIME_METRICS_ENABLED: "true"
DD_PROFILING_ENABLED: {{ .root.Values.datadog.profiling | quote }}
{{- with .root.Values.datadog.sampleRate }}
DD_TRACE_SAMPLE_RATE: {{ . | quote }}
{{- end }}
{{- else }}
DD_TRACE_ENABLED: "false"
{{- end }}
{{- end }}

{{- define "ringtrace.ingestorEnvironment" -}}
TOKEN_KEY_ID: {{ .Values.tokenisation.keyId | quote }}
TOKEN_KEY_FILE: /run/secrets/token-key/{{ .Values.tokenisation.existingSecret.key }}
{{- with .Values.ingestor.verdictsBaseUrl }}
VERDICTS_BASE_URL: {{ . | quote }}
{{- end }}
{{- end }}

{{- define "ringtrace.analyzerEnvironment" -}}
NEO4J_URI: {{ .Values.neo4j.uri | quote }}
NEO4J_USER: {{ .Values.neo4j.user | quote }}
NEO4J_DATABASE: {{ .Values.neo4j.database | quote }}
NEO4J_PASSWORD_FILE: /run/secrets/neo4j/{{ .Values.neo4j.existingSecret.key }}
SLICE_MAX_RECORDS: {{ .Values.analyzer.sliceMaxRecords | quote }}
{{- end }}

{{- define "ringtrace.port" -}}
{{- ternary 3000 3001 (eq .component "ingestor") -}}
{{- end }}

{{/* Secrets come as files: not in `kubectl describe`, not inherited by a child process, renewed without a restart. */}}
{{- define "ringtrace.secretVolumes" -}}
{{- $kafka := .root.Values.kafka -}}
{{- if and (ne $kafka.security "none") $kafka.ca.secret }}
- { name: kafka-ca, secret: { secretName: {{ $kafka.ca.secret }}, items: [{ key: {{ $kafka.ca.key }}, path: {{ $kafka.ca.key }} }], defaultMode: 0440 } }
{{- end }}
{{- if eq $kafka.security "mtls" }}
- { name: kafka, secret: { secretName: {{ include "ringtrace.kafkaSecret" . }}, items: [{ key: user.crt, path: user.crt }, { key: user.key, path: user.key }], defaultMode: 0440 } }
{{- end }}
{{- if eq $kafka.security "scram" }}
- { name: kafka, secret: { secretName: {{ include "ringtrace.kafkaSecret" . }}, items: [{ key: password, path: password }], defaultMode: 0440 } }
{{- end }}
{{- if eq .component "ingestor" }}
{{- with .root.Values.tokenisation.existingSecret }}
- { name: token-key, secret: { secretName: {{ .name }}, items: [{ key: {{ .key }}, path: {{ .key }} }], defaultMode: 0440 } }
{{- end }}
{{- else }}
{{- with .root.Values.neo4j.existingSecret }}
- { name: neo4j, secret: { secretName: {{ .name }}, items: [{ key: {{ .key }}, path: {{ .key }} }], defaultMode: 0440 } }
{{- end }}
{{- end }}
{{- end }}
