{{/*
Rules of egress. Nobody to reach is no rule: one with an empty list would open the way to everybody.
Arguments: to (NetworkPolicyPeers), ports, protocols.
*/}}
{{- define "ringtrace.wayOut" -}}
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

{{- define "ringtrace.wayToNames" -}}
{{- include "ringtrace.wayOut" (dict "to" .Values.networkPolicy.dns.to "ports" (list 53) "protocols" (list "UDP" "TCP")) -}}
{{- end }}

{{- define "ringtrace.wayToKafka" -}}
{{- $named := regexFindAll ":[0-9]+" (include "ringtrace.bootstrapServers" .) -1 | join "" | trimPrefix ":" | splitList ":" | uniq -}}
{{- with .Values.networkPolicy.kafka -}}
{{- include "ringtrace.wayOut" (dict "to" .to "ports" (.ports | default $named)) -}}
{{- end -}}
{{- end }}

{{- define "ringtrace.wayToNeo4j" -}}
{{- $named := regexFind "[0-9]+$" (regexFind ":[0-9]+$" .Values.neo4j.uri) | default "7687" -}}
{{- with .Values.networkPolicy.neo4j -}}
{{- include "ringtrace.wayOut" (dict "to" .to "ports" (.ports | default (list $named))) -}}
{{- end -}}
{{- end }}

{{- define "ringtrace.wayToTraces" -}}
{{- include "ringtrace.wayOut" (dict "to" .Values.networkPolicy.datadog.to "ports" (list 8126)) -}}
{{- end }}

{{- define "ringtrace.wayToMetrics" -}}
{{- include "ringtrace.wayOut" (dict "to" .Values.networkPolicy.datadog.to "ports" (list 8125) "protocols" (list "UDP")) -}}
{{- end }}
