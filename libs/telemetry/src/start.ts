// First module of every process: `node --import @ringtrace/telemetry/start main.js`.
// It must run before kafkajs, pino and http are imported, or dd-trace cannot wrap them; that is why it is not
// a function. On a Node that dd-trace does not support it starts nothing: the boot check says so.

// Environment variables that the user has set always win over these defaults.
const defaults = {
  // Sockets of pooled connections would appear in the trace of whichever request opened them.
  DD_TRACE_NET_ENABLED: 'false',
  DD_TRACE_DNS_ENABLED: 'false',
  // Baggage would travel to third parties and stay in the topic: only trace identity is propagated.
  DD_TRACE_PROPAGATION_STYLE: 'datadog,tracecontext',
  // The same of an older kind, `ot-baggage-*`, which any client could send.
  DD_TRACE_LEGACY_BAGGAGE_ENABLED: 'false',
  // Spans belong to the service that made them, not to an invented `ingestor-kafka`.
  DD_TRACE_REMOVE_INTEGRATION_SERVICE_NAMES_ENABLED: 'true',
  // With App and API Protection on, dd-trace would tag whom it takes for the user in clear: the application says it, or nobody.
  DD_APPSEC_AUTO_USER_INSTRUMENTATION_MODE: 'disabled',
  DD_RUNTIME_METRICS_ENABLED: 'true',
  // The boot check prints one readable line instead.
  DD_TRACE_STARTUP_LOGS: 'false',
};
for (const [name, value] of Object.entries(defaults)) process.env[name] ??= value;

if (Number.parseInt(process.versions.node, 10) >= 22) {
  // @ts-expect-error: the module has no types and no exports, loading it is the point.
  await import('dd-trace/initialize.mjs');
  const { tracer } = await import('dd-trace');
  // dd-trace gives all messages of one send the same span and overwrites their headers, and gives a batch a
  // trace of its own that only links to its messages. traced-kafka does both per message.
  tracer.use('kafkajs', { producer: false, batchConsumer: false } as never);
  // The logger adds trace ids itself, so that it does so under every loader; twice would be a duplicate key.
  tracer.use('pino', false);
  // Before the first span.
  const { installRedaction } = await import('./redaction.ts');
  installRedaction();
}
