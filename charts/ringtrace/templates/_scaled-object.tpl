{{/* Arguments: root, component (analyzer). */}}
{{- define "ringtrace.scaledObject" -}}
{{- $scaling := .root.Values.analyzer.autoscaling -}}
{{- $kafka := .root.Values.kafka -}}
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata:
  {{- include "ringtrace.metadata" . | nindent 2 }}
spec:
  scaleTargetRef:
    name: {{ include "ringtrace.name" . }}
  minReplicaCount: {{ $scaling.minReplicas }}
  maxReplicaCount: {{ $scaling.maxReplicas }}
  # While the lag cannot be read: as many as there are, and not fewer than these.
  fallback:
    failureThreshold: 3
    replicas: {{ $scaling.keda.fallbackReplicas }}
    behavior: currentReplicasIfHigher
  advanced:
    horizontalPodAutoscalerConfig:
      behavior:
        scaleUp:
          stabilizationWindowSeconds: {{ $scaling.keda.scaleUp.stabilizationWindowSeconds }}
          policies:
            - { type: Percent, value: 100, periodSeconds: {{ $scaling.keda.scaleUp.periodSeconds }} }
        scaleDown:
          stabilizationWindowSeconds: {{ $scaling.keda.scaleDown.stabilizationWindowSeconds }}
          policies:
            - { type: Pods, value: 1, periodSeconds: {{ $scaling.keda.scaleDown.periodSeconds }} }
  triggers:
    - type: kafka
      {{- if include "ringtrace.kedaSecrets" .root }}
      authenticationRef:
        name: {{ include "ringtrace.name" . }}
      {{- end }}
      metadata:
        # KEDA asks from a namespace of its own: a name without a dot gets this one.
        bootstrapServers: {{ regexReplaceAll "(^|,)([^.,:]+):" (include "ringtrace.bootstrapServers" .root) (printf "${1}${2}.%s.svc:" .root.Release.Namespace) | quote }}
        consumerGroup: fraud-analyzer-group
        # Without a topic the lag of a group that has never committed cannot be told.
        topic: transactions.new
        lagThreshold: {{ $scaling.keda.lagThreshold | int | quote }}
        # Where the analyzer, too, begins.
        offsetResetPolicy: earliest
        # Else the last pods would never come: the lag would be capped at partitions x threshold, and the autoscaler ignores a tenth.
        # More pods than partitions cannot come of it, the chart keeps maxReplicaCount below.
        allowIdleConsumers: "true"
        # Of the protocol. KEDA's own default is of 2017, and Kafka 4 has dropped much of it.
        version: 2.8.0
        {{- if ne $kafka.security "none" }}
        tls: enable
        {{- end }}
        {{- if eq $kafka.security "sasl" }}
        sasl: {{ get (dict "plain" "plaintext" "scram-sha-256" "scram_sha256" "scram-sha-512" "scram_sha512") $kafka.saslMechanism }}
        {{- end }}
{{- end }}
