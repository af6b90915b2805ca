{{/* Mistakes that would otherwise show late, or never. Each message says what to do. Argument here and below: root. */}}
{{- define "ringtrace.checks" -}}
{{- include "ringtrace.renamedChecks" . -}}
{{- include "ringtrace.scalingChecks" . -}}
{{- include "ringtrace.rulesChecks" . -}}
{{- include "ringtrace.authChecks" . -}}
{{- include "ringtrace.userTrackingChecks" . -}}
{{- include "ringtrace.kafkaChecks" . -}}
{{- include "ringtrace.neo4jChecks" . -}}
{{- include "ringtrace.clusterChecks" . -}}
{{- end }}

{{/* Old names of values and variables. */}}
{{- define "ringtrace.renamedChecks" -}}
{{- $analyzer := .Values.analyzer -}}
{{- if hasKey $analyzer "sliceMaxRecords" -}}
{{- fail "analyzer.sliceMaxRecords was renamed: use analyzer.batchMaxRecords" -}}
{{- end -}}
{{- if hasKey $analyzer.config "SLICE_MAX_RECORDS" -}}
{{- fail "analyzer.config.SLICE_MAX_RECORDS was renamed: use the value analyzer.batchMaxRecords" -}}
{{- end -}}
{{- end }}

{{- define "ringtrace.scalingChecks" -}}
{{- $scaling := .Values.analyzer.autoscaling -}}
{{- $fixed := eq $scaling.mode "none" -}}
{{- $key := ternary "analyzer.replicas" "analyzer.autoscaling.maxReplicas" $fixed -}}
{{- $max := ternary .Values.analyzer.replicas $scaling.maxReplicas $fixed | int -}}
{{- $partitions := int .Values.kafka.topics.partitions -}}
{{- if gt $max $partitions -}}
{{- fail (printf "%s (%d) is more than kafka.topics.partitions (%d), the others would idle: lower it, or raise the partitions" $key $max $partitions) -}}
{{- end -}}
{{- range $component := list "ingestor" "analyzer" -}}
{{- with (get $.Values $component).autoscaling -}}
{{- if gt (int .minReplicas) (int .maxReplicas) -}}
{{- fail (printf "%s.autoscaling.minReplicas (%d) is more than maxReplicas (%d): lower it, or raise maxReplicas" $component (int .minReplicas) (int .maxReplicas)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $fallback := int $scaling.keda.fallbackReplicas -}}
{{- if and (eq $scaling.mode "keda") (gt $fallback (int $scaling.maxReplicas)) -}}
{{- fail (printf "analyzer.autoscaling.keda.fallbackReplicas (%d) is more than maxReplicas (%d): lower it" $fallback (int $scaling.maxReplicas)) -}}
{{- end -}}
{{- end }}

{{- define "ringtrace.rulesChecks" -}}
{{- $bytes := 0 -}}
{{- range include "ringtrace.rulesFiles" . | fromYaml }}{{ $bytes = add $bytes (len .) }}{{ end -}}
{{- if gt $bytes 1048576 -}}
{{- fail (printf "analyzer.rules.files has %d bytes, and a ConfigMap takes 1048576: move some to a ConfigMap of your own, named by analyzer.rules.existingConfigMap" $bytes) -}}
{{- end -}}
{{- end }}

{{/* The images refuse to run without known clients. Better to fail here than with pods that do not start. */}}
{{- define "ringtrace.authChecks" -}}
{{- $jwt := .Values.auth.jwt -}}
{{- if and (not .Values.auth.apiKeys.existingSecret.name) (not $jwt.jwksUrl) -}}
{{- fail "auth names neither API keys nor a token issuer, so the services would not start: set auth.apiKeys.existingSecret.name or auth.jwt.jwksUrl" -}}
{{- end -}}
{{- range $key := list "issuer" "audience" -}}
{{- if and $jwt.jwksUrl (not (get $jwt $key)) -}}
{{- fail (printf "auth.jwt.%s is not set, but auth.jwt.jwksUrl requires it" $key) -}}
{{- end -}}
{{- if and (not $jwt.jwksUrl) (get $jwt $key) -}}
{{- fail (printf "auth.jwt.%s has no effect without auth.jwt.jwksUrl" $key) -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/* The images refuse these, too. */}}
{{- define "ringtrace.userTrackingChecks" -}}
{{- with .Values.userTracking -}}
{{- $secret := .existingSecret -}}
{{- $needKey := list -}}
{{- if .propagate }}{{ $needKey = append $needKey "propagate" }}{{ end -}}
{{- if ne .address "off" }}{{ $needKey = append $needKey "address" }}{{ end -}}
{{- if $secret.previousKey }}{{ $needKey = append $needKey "existingSecret.previousKey" }}{{ end -}}
{{- if and $needKey (not $secret.name) -}}
{{- fail (printf "userTracking.%s has no effect without a key: name its Secret in userTracking.existingSecret.name" (first $needKey)) -}}
{{- end -}}
{{- if and $secret.previousKey (not .previousKeyId) -}}
{{- fail "userTracking.previousKeyId is not set, but userTracking.existingSecret.previousKey requires it" -}}
{{- end -}}
{{- if and $secret.previousKey (or (eq .previousKeyId .keyId) (eq $secret.previousKey $secret.key)) -}}
{{- fail "userTracking names the same key twice: keyId and previousKeyId must differ, and so must key and previousKey of existingSecret" -}}
{{- end -}}
{{- end -}}
{{- end }}

{{- define "ringtrace.kafkaChecks" -}}
{{- $kafka := .Values.kafka -}}
{{- with $kafka.topics -}}
{{- if gt (int .minInSyncReplicas) (int .replicas) -}}
{{- fail (printf "kafka.topics.minInSyncReplicas (%d) is more than kafka.topics.replicas (%d), no transaction could be accepted: lower it" (int .minInSyncReplicas) (int .replicas)) -}}
{{- end -}}
{{- end -}}
{{- if and $kafka.strimzi.users (ne $kafka.security "mtls") -}}
{{- fail (printf "kafka.strimzi.users creates users with certificates, which kafka.security %s does not use: set it to false, or kafka.security to mtls" $kafka.security) -}}
{{- end -}}
{{- if and $kafka.strimzi.users (ne $kafka.strimzi.cluster "ringtrace") (eq $kafka.ca.secret "ringtrace-cluster-ca-cert") -}}
{{- fail (printf "kafka.strimzi.cluster is %s, but kafka.ca.secret belongs to the cluster ringtrace: set it to %s-cluster-ca-cert, and name the brokers in networkPolicy.kafka.to" $kafka.strimzi.cluster $kafka.strimzi.cluster) -}}
{{- end -}}
{{- range $client, $given := $kafka.clients -}}
{{- if or (ne $client "keda") (eq $.Values.analyzer.autoscaling.mode "keda") -}}
{{- if and $kafka.strimzi.users $given.secret -}}
{{- fail (printf "kafka.clients.%s.secret names a Secret although Strimzi creates one: unset it, or set kafka.strimzi.users to false" $client) -}}
{{- end -}}
{{- if and (eq $kafka.security "mtls") (not $kafka.strimzi.users) (not $given.secret) -}}
{{- fail (printf "kafka.clients.%s.secret is not set: name the Secret with user.crt and user.key, or set kafka.strimzi.users to true" $client) -}}
{{- end -}}
{{- if and (eq $kafka.security "sasl") (not $given.secret) -}}
{{- fail (printf "kafka.clients.%s.secret is not set: name the Secret with the %s of its user" $client (ternary "username and password" "password" (eq $client "keda"))) -}}
{{- end -}}
{{- if and (eq $kafka.security "sasl") (ne $client "keda") (not $given.username) -}}
{{- fail (printf "kafka.clients.%s.username is not set: name the user of its Secret" $client) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end }}

{{- define "ringtrace.neo4jChecks" -}}
{{- $neo4j := .Values.neo4j -}}
{{- if not (regexMatch "^(bolt|neo4j)\\+s://" $neo4j.uri) -}}
{{- range $value, $secret := dict "neo4j.ca.secret" $neo4j.ca.secret "neo4j.clientSecret" $neo4j.clientSecret -}}
{{- if $secret -}}
{{- fail (printf "%s has no effect with neo4j.uri %s: use bolt+s:// or neo4j+s://, or unset it" $value $neo4j.uri) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
Checks that need a cluster. `helm template` and `helm lint` have none: every lookup is empty there, and nothing is checked. In a
cluster each namespace has a ConfigMap, the one with its root certificate.
*/}}
{{- define "ringtrace.clusterChecks" -}}
{{- if lookup "v1" "ConfigMap" .Release.Namespace "" -}}
{{- $kinds := .Capabilities.APIVersions -}}
{{- if and (eq .Values.analyzer.autoscaling.mode "keda") (not ($kinds.Has "keda.sh/v1alpha1/ScaledObject")) -}}
{{- fail "the cluster has no keda.sh/v1alpha1 ScaledObject: install KEDA first, or set analyzer.autoscaling.mode to cpu or none" -}}
{{- end -}}
{{- $strimzi := .Values.kafka.strimzi -}}
{{- if and (or $strimzi.topics $strimzi.users) (not ($kinds.Has "kafka.strimzi.io/v1/KafkaTopic")) -}}
{{- fail "the cluster has no kafka.strimzi.io/v1 KafkaTopic: install Strimzi 1.0 or newer first, or set kafka.strimzi.topics and kafka.strimzi.users to false" -}}
{{- end -}}
{{- if and .Values.serviceMonitor.enabled (not ($kinds.Has "monitoring.coreos.com/v1/ServiceMonitor")) -}}
{{- fail "the cluster has no monitoring.coreos.com/v1 ServiceMonitor: install the Prometheus operator first, or set serviceMonitor.enabled to false" -}}
{{- end -}}
{{- if $strimzi.topics -}}
{{- $topic := lookup "kafka.strimzi.io/v1" "KafkaTopic" .Release.Namespace "transactions.new" -}}
{{- $now := dig "spec" "partitions" 0 ($topic | default dict) | int -}}
{{- if lt (int .Values.kafka.topics.partitions) $now -}}
{{- fail (printf "kafka.topics.partitions (%d) is less than the %d that transactions.new has, and Kafka cannot remove partitions: set it to %d or more" (int .Values.kafka.topics.partitions) $now $now) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
A variable set in two places would break what is derived from it; a secret in a variable shows in every pod description.
Arguments: component, values (of the component), chart (the variables that the chart sets).
*/}}
{{- define "ringtrace.configChecks" -}}
{{- $given := keys .values.config -}}
{{- range .values.extraEnv }}{{ $given = append $given .name }}{{ end -}}
{{- $ownEnv := list "AUTH_API_KEYS_FILE" "AUTH_JWT_JWKS_URL" "DD_ENV" "DD_SERVICE" "DD_VERSION" "NODE_ENV" "NODE_OPTIONS" "TOKEN_KEY_FILE" "TOKEN_KEYS_FILE" -}}
{{- range $given -}}
{{- if or (hasKey $.chart .) (has . $ownEnv) -}}
{{- fail (printf "%s.config or %s.extraEnv sets %s, which this chart sets: use the value behind it" $.component $.component .) -}}
{{- end -}}
{{- if has . (list "TOKEN_KEY" "USER_HASH_KEY" "USER_HASH_PREVIOUS_KEY" "NEO4J_PASSWORD" "KAFKA_SASL_PASSWORD") -}}
{{- fail (printf "%s.config or %s.extraEnv holds the secret %s: put it into a Secret, and name that in the values" $.component $.component .) -}}
{{- end -}}
{{- end -}}
{{- $waitMs := .values.config.DELIVERY_TIMEOUT_MS | default "0" | int -}}
{{- if ge $waitMs (mul 1000 (int .values.stopTimeoutSeconds)) -}}
{{- fail (printf "%s.config.DELIVERY_TIMEOUT_MS (%d) is not less than %s.stopTimeoutSeconds (%d s), requests in flight would be interrupted: raise stopTimeoutSeconds" .component $waitMs .component (int .values.stopTimeoutSeconds)) -}}
{{- end -}}
{{- end }}
