// Public API of telemetry, the only package that imports dd-trace. Start the process with
// `node --import @ringtrace/telemetry/start`; everything else is exported here.
export { checkBoot, judgeBoot, type TracingStatus } from './boot-check.ts';
export { consumedFrom, type DataStream, producedTo } from './data-streams.ts';
export { describeError, type ErrorDescription, SafeError } from './describe-error.ts';
export { flushTraces } from './flush.ts';
export {
  activeContext,
  inSpan,
  inSpans,
  inTracesOf,
  outsideTrace,
  recordSpan,
  type SpanOptions,
  type TracedSpan,
  tagActiveSpan,
  withinSpan,
} from './in-span.ts';
export { createLogger, type Logger, type LoggerOptions, loggerToken } from './logger.ts';
export { LoggingInterceptor, logWhenAnswered } from './logging.interceptor.ts';
export { MetricsController } from './metrics.controller.ts';
export { Metrics } from './metrics.ts';
export { NestLogger } from './nest-logger.ts';
export { observableInSpan } from './observable-in-span.ts';
export { sendCount, sendGauge } from './sent-metrics.ts';
export { setUser, type TraceUser } from './set-user.ts';
export { allowOnSpans, type SpanAllowance } from './span-allow-list.ts';
export { type SpanTag, spanTags, type Tags } from './span-tags.ts';
export { TelemetryModule } from './telemetry.module.ts';
export { contextFromHeaders, contextToHeaders } from './trace-context.ts';
export { isSampled, type TraceContext } from './tracer.ts';
export { TracingInterceptor } from './tracing.interceptor.ts';
export { type Envelope, TransformInterceptor } from './transform.interceptor.ts';
