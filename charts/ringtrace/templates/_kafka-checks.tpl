{{- define "ringtrace.kafkaChecks" -}}
{{- $kafka := .Values.kafka -}}
{{- with $kafka.topics -}}
{{- if gt (int .minInSyncReplicas) (int .replicas) -}}
{{- fail (printf "kafka.topics.minInSyncReplicas (%d) is more than kafka.topics.replicas (%d), no transaction could be accepted: lower it" (int .minInSyncReplicas) (int .replicas)) -}}
{{- end -}}
{{- end -}}
{{- if and $kafka.strimzi.users (ne $kafka.security "mtls") -}}
{{- fail (printf "kafka.strimzi.users makes users with certificates, which kafka.security %s does not use: set it to false, or kafka.security to mtls" $kafka.security) -}}
{{- end -}}
{{- if and $kafka.strimzi.users (ne $kafka.strimzi.cluster "ringtrace") (eq $kafka.ca.secret "ringtrace-cluster-ca-cert") -}}
{{- fail (printf "kafka.strimzi.cluster is %s, but kafka.ca.secret is that of the cluster ringtrace: set it to %s-cluster-ca-cert, and name the brokers in networkPolicy.kafka.to" $kafka.strimzi.cluster $kafka.strimzi.cluster) -}}
{{- end -}}
{{- range $client, $given := $kafka.clients -}}
{{- if or (ne $client "keda") (eq $.Values.analyzer.autoscaling.mode "keda") -}}
{{- include "ringtrace.clientChecks" (dict "kafka" $kafka "client" $client "given" $given) -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/* Arguments: kafka, client, given. */}}
{{- define "ringtrace.clientChecks" -}}
{{- if and .kafka.strimzi.users .given.secret -}}
{{- fail (printf "kafka.clients.%s.secret names a Secret while Strimzi makes one: unset it, or set kafka.strimzi.users to false" .client) -}}
{{- end -}}
{{- if and (eq .kafka.security "mtls") (not .kafka.strimzi.users) (not .given.secret) -}}
{{- fail (printf "kafka.clients.%s.secret is not set: name the Secret with user.crt and user.key, or set kafka.strimzi.users to true" .client) -}}
{{- end -}}
{{- if eq .kafka.security "sasl" -}}
{{- if not .given.secret -}}
{{- fail (printf "kafka.clients.%s.secret is not set: name the Secret with the %s of its user" .client (ternary "username and password" "password" (eq .client "keda"))) -}}
{{- end -}}
{{- if and (ne .client "keda") (not .given.username) -}}
{{- fail (printf "kafka.clients.%s.username is not set: name the user of its Secret" .client) -}}
{{- end -}}
{{- end -}}
{{- end }}
