{{/* What Pod Security "restricted" asks for, and a bit more. Argument: root. */}}
{{- define "ringtrace.podSecurity" -}}
enableServiceLinks: false
automountServiceAccountToken: false
securityContext:
  runAsNonRoot: true
  runAsUser: 1000
  runAsGroup: 1000
  # Mounted secrets belong to this group, and nobody else reads them.
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
Three eighths of a memory limit in Mi or Gi: beside the heap, code, buffers and the tracer take about 150 MB, and the heap shall
end before the memory does, with an error that has a name. The space for new objects is bounded, too: left to itself it grows until
collecting it costs a third of the CPU (docs/performance.md).
*/}}
{{- define "ringtrace.heapOption" -}}
{{- $number := regexFind "^[0-9]+" . | int -}}
{{- if hasSuffix "Gi" . }}{{ $number = mul $number 1024 }}{{ end -}}
--max-old-space-size={{ div (mul $number 3) 8 }} --max-semi-space-size=16
{{- end }}
