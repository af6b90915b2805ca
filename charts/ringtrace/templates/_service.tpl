{{/* All objects that either service has. Arguments: root, component. */}}
{{- define "ringtrace.service" -}}
{{- $values := get .root.Values .component -}}
{{ include "ringtrace.deployment" . }}
---
apiVersion: v1
kind: ConfigMap
metadata:
  {{- include "ringtrace.metadata" . | nindent 2 }}
data:
  {{- include "ringtrace.config" . | nindent 2 }}
---
apiVersion: v1
kind: Service
metadata:
  {{- include "ringtrace.metadata" . | nindent 2 }}
  {{- with $values.service.annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  # Neither API asks who calls: what comes from outside the cluster passes a gateway that does.
  type: ClusterIP
  selector:
    {{- include "ringtrace.selectorLabels" . | nindent 4 }}
  ports:
    - { name: http, port: {{ $values.service.port }}, targetPort: http, appProtocol: http }
---
apiVersion: v1
kind: ServiceAccount
metadata:
  {{- include "ringtrace.metadata" . | nindent 2 }}
  {{- with .root.Values.serviceAccount.annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
automountServiceAccountToken: false
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  {{- include "ringtrace.metadata" . | nindent 2 }}
spec:
  # Also where there is one pod now: an autoscaler makes more. With one it allows everything, so a node can always be drained, and
  # work that is interrupted is only late.
  maxUnavailable: 1
  # Pods that wait for a database keep no node from being drained.
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      {{- include "ringtrace.selectorLabels" . | nindent 6 }}
{{- end }}
