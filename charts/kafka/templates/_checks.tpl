{{/* Mistakes that the operator would report late, or not at all. Every template that renders an object includes this. */}}
{{- define "kafka.checks" -}}
{{- $brokers := int .Values.brokers.replicas -}}
{{- $controllers := int .Values.controllers.replicas -}}
{{- $factor := int .Values.replication.factor -}}
{{- $minInSync := int .Values.replication.minInSyncReplicas -}}
{{- if gt $minInSync $factor -}}
{{- fail (printf "replication.minInSyncReplicas (%d) is more than replication.factor (%d): no write could be acknowledged" $minInSync $factor) -}}
{{- end -}}
{{- if gt $factor $brokers -}}
{{- fail (printf "replication.factor (%d) is more than brokers.replicas (%d): no topic could be created" $factor $brokers) -}}
{{- end -}}
{{- if and (gt $controllers 0) (eq (mod $controllers 2) 0) -}}
{{- fail (printf "controllers.replicas (%d) is even: use an odd number, an even one survives no more failures than one fewer" $controllers) -}}
{{- end -}}
{{- if and (eq $controllers 0) (eq (mod $brokers 2) 0) -}}
{{- fail (printf "brokers.replicas (%d) is even while the brokers are the controllers (controllers.replicas 0): use an odd number, or separate controllers" $brokers) -}}
{{- end -}}
{{- include "kafka.clusterChecks" . -}}
{{- end }}

{{/* Checks that need a cluster; `helm template` has none, and lookup finds nothing there. */}}
{{- define "kafka.clusterChecks" -}}
{{- if lookup "v1" "Namespace" "" "kube-system" -}}
{{- if not (.Capabilities.APIVersions.Has "kafka.strimzi.io/v1/Kafka") -}}
{{- fail "the cluster has no kafka.strimzi.io/v1 Kafka: install the Strimzi operator 1.0 or newer first (helm install strimzi oci://quay.io/strimzi-helm/strimzi-kafka-operator --namespace strimzi)" -}}
{{- end -}}
{{- $pool := lookup "kafka.strimzi.io/v1" "KafkaNodePool" .Release.Namespace "broker" -}}
{{- if $pool -}}
{{- $mixed := has "controller" $pool.spec.roles -}}
{{- if ne $mixed (eq (int .Values.controllers.replicas) 0) -}}
{{- fail "controllers.replicas cannot go from 0 to a number or back in a running cluster: Kafka's metadata would be left behind. Create a new cluster with another clusterName in another namespace, and migrate" -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end }}
