{{/* Who may open a connection to the listener: never an empty list, which would mean everybody. */}}
{{- define "kafka.peers" -}}
{{- $peers := list -}}
{{- range .Values.networkPolicy.clientReleases -}}
{{- $peers = append $peers (dict "podSelector" (dict "matchLabels" (dict "app.kubernetes.io/instance" .))) -}}
{{- end -}}
{{- with .Values.networkPolicy.kedaNamespace -}}
{{- $peers = append $peers (dict
  "namespaceSelector" (dict "matchLabels" (dict "kubernetes.io/metadata.name" .))
  "podSelector" (dict "matchLabels" (dict "app.kubernetes.io/name" "keda-operator"))) -}}
{{- end -}}
{{- $peers = concat $peers .Values.networkPolicy.extraPeers -}}
{{- if not $peers -}}
{{- fail "networkPolicy names nobody who may connect: give clientReleases, kedaNamespace or extraPeers" -}}
{{- end -}}
{{- toYaml $peers -}}
{{- end }}

{{- define "kafka.entityOperator" -}}
entityOperator:
  topicOperator:
    resources:
      {{- toYaml .Values.entityOperator.resources | nindent 6 }}
  userOperator:
    resources:
      {{- toYaml .Values.entityOperator.resources | nindent 6 }}
  template:
    pod:
      enableServiceLinks: false
    topicOperatorContainer:
      env:
        - name: STRIMZI_USE_FINALIZERS
          value: {{ .Values.entityOperator.topicFinalizers | quote }}
      {{- include "kafka.containerSecurity" . | nindent 6 }}
    userOperatorContainer:
      {{- include "kafka.containerSecurity" . | nindent 6 }}
{{- end }}

{{- define "kafka.exporter" -}}
kafkaExporter:
  groupRegex: {{ .Values.exporter.groupRegex | quote }}
  topicRegex: {{ .Values.exporter.topicRegex | quote }}
  resources:
    {{- toYaml .Values.exporter.resources | nindent 4 }}
  template:
    pod:
      enableServiceLinks: false
      {{- with .Values.metrics.podAnnotations }}
      metadata:
        annotations:
          {{- toYaml . | nindent 10 }}
      {{- end }}
    container:
      {{- include "kafka.containerSecurity" . | nindent 6 }}
{{- end }}

{{/* What this chart decides about the brokers, and what the values add to it. */}}
{{- define "kafka.config" -}}
{{- $decided := dict
  "auto.create.topics.enable" "false"
  "default.replication.factor" (int .Values.replication.factor)
  "min.insync.replicas" (int .Values.replication.minInSyncReplicas)
  "offsets.topic.replication.factor" (int .Values.replication.factor)
  "transaction.state.log.replication.factor" (int .Values.replication.factor)
  "transaction.state.log.min.isr" (int .Values.replication.minInSyncReplicas)
  "share.coordinator.state.topic.replication.factor" (int .Values.replication.factor)
  "share.coordinator.state.topic.min.isr" (int .Values.replication.minInSyncReplicas) -}}
{{- range $key, $_ := .Values.config -}}
{{- if hasKey $decided $key -}}
{{- fail (printf "config may not hold %s: this chart decides it (see replication)" $key) -}}
{{- end -}}
{{- end -}}
{{- merge $decided .Values.config | toYaml -}}
{{- end }}
