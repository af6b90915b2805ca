// The first module of every process: `node --import @ringtrace/telemetry/start main.js`.
// It must run before kafkajs, pino and http are imported, or dd-trace cannot wrap them. That is why it is not a function.
// On a Node that dd-trace does not support it starts nothing, and the boot check reports that.

// Environment variables that are already set win over these defaults.
const defaults = {
  // Sockets of pooled connections would show up in the trace of the request that happened to open them.
  DD_TRACE_NET_ENABLED: 'false',
  DD_TRACE_DNS_ENABLED: 'false',
  // Trace identity only: baggage would reach third parties and stay in topics.
  DD_TRACE_PROPAGATION_STYLE: 'datadog,tracecontext',
  // The older form of baggage, `ot-baggage-*` headers, which any client could send.
  DD_TRACE_LEGACY_BAGGAGE_ENABLED: 'false',
  // Spans belong to the service that made them, not to a made-up `ingestor-kafka`.
  DD_TRACE_REMOVE_INTEGRATION_SERVICE_NAMES_ENABLED: 'true',
  // With App and API Protection on, dd-trace would tag the user it detects in clear. Only the application sets users.
  DD_APPSEC_AUTO_USER_INSTRUMENTATION_MODE: 'disabled',
  DD_RUNTIME_METRICS_ENABLED: 'true',
  // The boot check prints one readable line instead.
  DD_TRACE_STARTUP_LOGS: 'false',
};
for (const [name, value] of Object.entries(defaults)) process.env[name] ??= value;

if (Number.parseInt(process.versions.node, 10) >= 22) {
  // @ts-expect-error: the module has no types or exports; it is imported for its side effects.
  await import('dd-trace/initialize.mjs');
  const { tracer } = await import('dd-trace');
  // dd-trace gives all messages of one send the same span and overwrites their headers. It also gives a consumed batch a
  // trace of its own that only links to its messages. traced-kafka does both per message instead.
  tracer.use('kafkajs', { producer: false, batchConsumer: false } as never);
  // The logger adds the trace ids itself, so that it works under every loader. Adding them twice would duplicate the key.
  tracer.use('pino', false);
  // Must be installed before the first span.
  const { installRedaction } = await import('./redaction.ts');
  installRedaction();
}
