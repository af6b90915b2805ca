{{/*
One egress rule. Without peers there is no rule: an empty list would allow everybody.
Arguments: to (NetworkPolicyPeers), ports, protocols (default TCP).
*/}}
{{- define "ringtrace.egressRule" -}}
{{- if .to -}}
- to:
    {{- toYaml .to | nindent 4 }}
  ports:
    {{- range $protocol := .protocols | default (list "TCP") }}
    {{- range $.ports }}
    - { port: {{ . }}, protocol: {{ $protocol }} }
    {{- end }}
    {{- end }}
{{- end -}}
{{- end }}
