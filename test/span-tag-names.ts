// Every tag name on spans of the whole pipeline. A new one fails the test until it has been reviewed: what does it hold,
// can a client choose it, may it leave the process? See Redaction in libs/telemetry/README.md.
// `_dd.git.*` is there when services run from a clone: its commit and remote, without credentials.
export const spanTagNames = `
  _dd.agent_psr _dd.code_origin.frames.0.column _dd.code_origin.frames.0.file
  _dd.code_origin.frames.0.line _dd.code_origin.frames.0.method _dd.code_origin.type _dd.git.commit.sha
  _dd.git.repository_url _dd.integration _dd.limit_psr _dd.measured _dd.p.dm _dd.p.ksr _dd.p.tid
  _dd.parent_id _dd.rule_psr _dd.rc.client_id _dd.sdk.otlp_export _dd.span_links _dd.tags.process
  _dd.top_level _sampling_priority_v1 component db.attempt db.name db.row_count db.statement.name
  db.system env error.message error.stack error.type http.method http.route http.status_code http.url
  kafka.attempt kafka.dead_letter.reason kafka.group kafka.message.offset kafka.partition kafka.partitions
  kafka.topic language messaging.batch.message_count messaging.destination.name messaging.system
  network.destination.port out.host process_id rule.hits rule.id rule.version runtime-id service
  batch.size span.kind tenant.id transaction.id verdict.decision verdict.revision verdict.rules version
`
  .trim()
  .split(/\s+/);
