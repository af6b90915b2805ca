{{/* Requirements of Pod Security "restricted", and a bit more. Argument: root. */}}
{{- define "ringtrace.podSecurity" -}}
enableServiceLinks: false
automountServiceAccountToken: false
securityContext:
  runAsNonRoot: true
  runAsUser: 1000
  runAsGroup: 1000
  # Mounted secrets belong to this group; nobody else can read them.
  fsGroup: 1000
  seccompProfile:
    type: RuntimeDefault
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- end }}

{{- define "ringtrace.containerSecurity" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop: [ALL]
{{- end }}

{{/*
Three eighths of a memory limit in Mi or Gi. Code, buffers and the tracer take about 150 MB besides the heap, and the heap should
fill up before the memory does, because that error has a name. The young generation is limited, too: without a limit it grows until
garbage collection takes a third of the CPU (docs/performance.md).
*/}}
{{- define "ringtrace.heapOption" -}}
{{- $number := regexFind "^[0-9]+" . | int -}}
{{- if hasSuffix "Gi" . }}{{ $number = mul $number 1024 }}{{ end -}}
--max-old-space-size={{ div (mul $number 3) 8 }} --max-semi-space-size=16
{{- end }}
