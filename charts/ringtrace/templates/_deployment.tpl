{{/* One Deployment for either service. Arguments: root, component. */}}
{{- define "ringtrace.deployment" -}}
{{- $root := .root -}}
{{- $values := get .root.Values .component -}}
{{- $volumes := include "ringtrace.secretVolumes" . | trim -}}
{{- $config := include (printf "ringtrace.%sConfig" .component) .root -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "ringtrace.name" . }}
  labels:
    {{- include "ringtrace.labels" . | nindent 4 }}
    {{- include "ringtrace.datadogLabels" . | nindent 4 }}
spec:
  {{- if not (include "ringtrace.autoscaled" .) }}
  replicas: {{ $values.replicas }}
  {{- end }}
  # A new pod is ready before an old one goes: the API is never without one, and partitions never without a reader.
  strategy:
    rollingUpdate:
      maxUnavailable: 0
      maxSurge: 1
  selector:
    matchLabels:
      {{- include "ringtrace.selectorLabels" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "ringtrace.labels" . | nindent 8 }}
        {{- include "ringtrace.datadogLabels" . | nindent 8 }}
        # This chart sets what the agent's webhook would inject.
        admission.datadoghq.com/enabled: "false"
        {{- with $values.podLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        checksum/config: {{ sha256sum $config }}
        {{- if $root.Values.datadog.enabled }}
        ad.datadoghq.com/{{ .component }}.checks: {{ include "ringtrace.datadogChecks" (dict "component" .component "port" (include "ringtrace.port" . | int) "root" $root) | squote }}
        ad.datadoghq.com/{{ .component }}.logs: '[{"source":"nodejs","service":"{{ include "ringtrace.name" . }}"}]'
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
      # Longer than what the process allows itself, so that it is never cut off in the middle of a request or a slice.
      terminationGracePeriodSeconds: {{ add (int $values.stopTimeoutSeconds) (int ($values.preStopSeconds | default 0)) 10 }}
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
          imagePullPolicy: {{ $root.Values.image.pullPolicy }}
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
            # The heap ends before the memory does: an error with a name instead of a kill.
            - name: NODE_OPTIONS
              value: --max-old-space-size={{ include "ringtrace.heapMegabytes" $values.resources.limits.memory }}
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
          {{- with $values.preStopSeconds }}
          lifecycle:
            preStop:
              sleep:
                seconds: {{ . }}
          {{- end }}
          resources:
            {{- toYaml $values.resources | nindent 12 }}
          volumeMounts:
            - { name: tmp, mountPath: /tmp }
            {{- range $volumes | fromYamlArray }}
            - { name: {{ .name }}, mountPath: /run/secrets/{{ .name }}, readOnly: true }
            {{- end }}
      volumes:
        - { name: tmp, emptyDir: { sizeLimit: 64Mi } }
        {{- $volumes | nindent 8 }}
      {{- with $values.nodeSelector }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $values.tolerations }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
{{- end }}

{{- define "ringtrace.ingestorConfig" -}}
{{- $own := include "ringtrace.environment" (dict "root" . "component" "ingestor") | fromYaml -}}
{{- $more := include "ringtrace.ingestorEnvironment" . | fromYaml -}}
{{- merge (deepCopy .Values.ingestor.config) $more $own | toYaml -}}
{{- end }}

{{- define "ringtrace.analyzerConfig" -}}
{{- $own := include "ringtrace.environment" (dict "root" . "component" "analyzer") | fromYaml -}}
{{- $more := include "ringtrace.analyzerEnvironment" . | fromYaml -}}
{{- merge (deepCopy .Values.analyzer.config) $more $own | toYaml -}}
{{- end }}

{{/* Not empty where something else sets the number of pods. */}}
{{- define "ringtrace.autoscaled" -}}
{{- if eq .component "ingestor" -}}
{{- if .root.Values.ingestor.autoscaling.enabled }}yes{{ end -}}
{{- else if ne .root.Values.analyzer.autoscaling.mode "none" -}}
yes
{{- end -}}
{{- end }}

{{/* Three quarters of a memory limit given in Mi or Gi. */}}
{{- define "ringtrace.heapMegabytes" -}}
{{- $number := regexFind "^[0-9]+" . | int -}}
{{- if hasSuffix "Gi" . }}{{ $number = mul $number 1024 }}{{ end -}}
{{- div (mul $number 3) 4 -}}
{{- end }}
