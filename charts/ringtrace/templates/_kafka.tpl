{{/* Variables of a client of Kafka. Arguments here and below: root, component. */}}
{{- define "ringtrace.kafkaEnvironment" -}}
{{- $kafka := .root.Values.kafka -}}
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
{{- if eq $kafka.security "sasl" }}
KAFKA_SASL_MECHANISM: {{ $kafka.saslMechanism }}
KAFKA_SASL_USERNAME: {{ (get $kafka.clients .component).username | quote }}
KAFKA_SASL_PASSWORD_FILE: /run/secrets/kafka/password
{{- end }}
{{- end }}

{{/* With the namespace: KEDA, which reads the lag, lives in another one. Argument: root. */}}
{{- define "ringtrace.bootstrapServers" -}}
{{- .Values.kafka.bootstrapServers | default (printf "%s-kafka-bootstrap.%s.svc:9093" .Values.kafka.strimzi.cluster .Release.Namespace) -}}
{{- end }}

{{/* The Secret of a client: the one that is named, or the one that Strimzi makes beside its KafkaUser. */}}
{{- define "ringtrace.kafkaSecret" -}}
{{- (get .root.Values.kafka.clients .component).secret | default (include "ringtrace.name" .) -}}
{{- end }}

{{/* What KEDA needs to read the lag, with a user that may do nothing else. Empty where brokers ask for nothing. */}}
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
