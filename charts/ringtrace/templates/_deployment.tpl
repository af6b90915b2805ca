{{/* One Deployment for either service. Arguments: root, component. */}}
{{- define "ringtrace.deployment" -}}
{{- $values := get .root.Values .component -}}
{{- $volumes := include "ringtrace.secretVolumes" . | trim -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  {{- include "ringtrace.metadata" . | nindent 2 }}
    {{- include "ringtrace.datadogLabels" . | nindent 4 }}
spec:
  {{- if not (include "ringtrace.autoscaled" .) }}
  replicas: {{ $values.replicas }}
  {{- end }}
  # A new pod is ready before an old one goes: both APIs always answer. Analyzers one at a time, since each that comes or goes makes
  # the group share its partitions anew.
  strategy:
    rollingUpdate:
      maxUnavailable: 0
      maxSurge: {{ ternary "25%" "1" (eq .component "ingestor") }}
  selector:
    matchLabels:
      {{- include "ringtrace.selectorLabels" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "ringtrace.podLabels" . | nindent 8 }}
        {{- include "ringtrace.datadogLabels" . | nindent 8 }}
        # This chart sets what the agent's webhook would inject.
        admission.datadoghq.com/enabled: "false"
        {{- with $values.podLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        checksum/config: {{ include "ringtrace.config" . | sha256sum }}
        {{- if .root.Values.datadog.enabled }}
        {{- include "ringtrace.datadogAnnotations" . | nindent 8 }}
        {{- end }}
        {{- with $values.podAnnotations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    spec:
      serviceAccountName: {{ include "ringtrace.name" . }}
      {{- include "ringtrace.podSecurity" . | nindent 6 }}
      {{- with $values.priorityClassName }}
      priorityClassName: {{ . }}
      {{- end }}
      # Longer than what the process allows itself, so that no request and no batch is cut off in the middle; 10 s for its last traces.
      terminationGracePeriodSeconds: {{ add (int $values.preStopSeconds) (int $values.stopTimeoutSeconds) 10 }}
      topologySpreadConstraints:
        {{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
        - topologyKey: {{ . }}
          maxSkew: 1
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels:
              {{- include "ringtrace.selectorLabels" $ | nindent 14 }}
          matchLabelKeys: [pod-template-hash]
        {{- end }}
      containers:
        - name: {{ .component }}
          image: {{ include "ringtrace.image" . | quote }}
          imagePullPolicy: {{ .root.Values.image.pullPolicy }}
          {{- include "ringtrace.containerSecurity" . | nindent 10 }}
          envFrom:
            - configMapRef:
                name: {{ include "ringtrace.name" . }}
          env:
            {{- range list "env" "service" "version" }}
            - name: DD_{{ upper . }}
              valueFrom:
                fieldRef:
                  fieldPath: metadata.labels['tags.datadoghq.com/{{ . }}']
            {{- end }}
            - name: NODE_OPTIONS
              value: {{ include "ringtrace.heapOption" $values.resources.limits.memory }}
            {{- with $values.extraEnv }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
          ports:
            - name: http
              containerPort: {{ include "ringtrace.port" . }}
          startupProbe:
            httpGet: { path: /health/live, port: http }
            periodSeconds: 2
            failureThreshold: 60
          # The process only. A database that is away must not restart those who wait for it.
          livenessProbe:
            httpGet: { path: /health/live, port: http }
            periodSeconds: 10
            timeoutSeconds: 5
            failureThreshold: 6
          readinessProbe:
            httpGet: { path: /health/ready, port: http }
            periodSeconds: 5
            timeoutSeconds: 5
            failureThreshold: 2
          {{- if gt (int $values.preStopSeconds) 0 }}
          lifecycle:
            preStop:
              sleep:
                seconds: {{ $values.preStopSeconds }}
          {{- end }}
          # No limit of CPU: it would only slow down a pod on a node that has time to spare.
          resources:
            {{- toYaml $values.resources | nindent 12 }}
          volumeMounts:
            - { name: tmp, mountPath: /tmp }
            {{- range $volumes | fromYamlArray }}
            - { name: {{ .name }}, mountPath: /run/secrets/{{ .name }}, readOnly: true }
            {{- end }}
            {{- if eq .component "analyzer" }}
            - { name: rules, mountPath: {{ include "ringtrace.rulesDirectory" . }}, readOnly: true }
            {{- end }}
      volumes:
        - { name: tmp, emptyDir: { sizeLimit: 64Mi } }
        {{- $volumes | nindent 8 }}
        {{- if eq .component "analyzer" }}
        {{- include "ringtrace.rulesVolume" . | nindent 8 }}
        {{- end }}
      {{- with $values.nodeSelector }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $values.tolerations }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
{{- end }}

{{/* Not empty where something else sets the number of pods. */}}
{{- define "ringtrace.autoscaled" -}}
{{- $scaling := (get .root.Values .component).autoscaling -}}
{{- if ternary $scaling.enabled (ne ($scaling.mode | default "none") "none") (eq .component "ingestor") }}yes{{ end -}}
{{- end }}
