{{/* Variables of either service that are not secret. Arguments here and below: root, component. */}}
{{- define "ringtrace.environment" -}}
{{- $values := get .root.Values .component -}}
HOST: 0.0.0.0
PORT: {{ include "ringtrace.port" . | quote }}
LOG_LEVEL: {{ $values.logLevel }}
STOP_TIMEOUT_MS: {{ mul (int $values.stopTimeoutSeconds) 1000 | quote }}
{{ include "ringtrace.kafkaEnvironment" . }}
{{- include "ringtrace.authEnvironment" .root }}
{{- include "ringtrace.userTrackingEnvironment" . }}
{{ include "ringtrace.datadogEnvironment" .root }}
{{ include (printf "ringtrace.%sEnvironment" .component) .root }}
{{- end }}

{{- define "ringtrace.port" -}}
{{- ternary 3000 3001 (eq .component "ingestor") -}}
{{- end }}

{{- define "ringtrace.ingestorEnvironment" -}}
{{- with .Values.tokenisation }}
{{- if .keys.existingSecret.name }}
TOKEN_KEYS_FILE: /run/secrets/token-keys/{{ .keys.existingSecret.key }}
{{- else }}
TOKEN_KEY_ID: {{ .keyId | quote }}
TOKEN_KEY_FILE: /run/secrets/token-key/{{ .existingSecret.key }}
{{- end }}
{{- end }}
{{- with .Values.ingestor.verdictsBaseUrl }}
VERDICTS_BASE_URL: {{ . | quote }}
{{- end }}
{{- end }}

{{- define "ringtrace.analyzerEnvironment" -}}
{{ include "ringtrace.neo4jEnvironment" . }}
BATCH_MAX_RECORDS: {{ .Values.analyzer.batchMaxRecords | int | quote }}
RULES_DIR: {{ include "ringtrace.rulesDirectory" . }}
RULES_RELOAD_SECONDS: {{ .Values.analyzer.rules.reloadSeconds | int | quote }}
RULE_BUDGET_MS: {{ .Values.analyzer.rules.budgetMs | int | quote }}
{{- end }}

{{/* What is not the services' own default (libs/telemetry/src/start.ts). Trace ids in logs are written by their logger. */}}
{{- define "ringtrace.datadogEnvironment" -}}
{{- with .Values.datadog -}}
{{- if .enabled -}}
DD_AGENT_HOST: {{ .agentHost | quote }}
DD_DATA_STREAMS_ENABLED: "true"
{{- if .profiling }}
DD_PROFILING_ENABLED: "true"
{{- end }}
{{- if ne (toString .sampleRate) "" }}
DD_TRACE_SAMPLE_RATE: {{ .sampleRate | quote }}
{{- end }}
{{- else -}}
{{- /* Stops metrics, profiler and remote configuration, too: nothing looks for an agent. */ -}}
DD_TRACE_ENABLED: "false"
{{- end }}
{{- end }}
{{- end }}
