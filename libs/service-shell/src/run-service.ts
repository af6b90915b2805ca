// Runs a service: reads the configuration, checks tracing, listens. stop-on-signals.ts shuts it down.
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { checkBoot, createLogger, describeError, flushTraces, type Logger } from '@ringtrace/telemetry';
import type { z } from 'zod';
import { logLevels, type ProcessConfig } from './process-config.ts';
import { ConfigError, describeConfig, readConfig } from './read-config.ts';
import { stopOnSignals } from './stop-on-signals.ts';

export interface Service<Shape extends z.ZodRawShape> {
  name: string;
  /** Must include `processConfig(port)`. */
  config: z.ZodObject<Shape>;
  createApp(config: Readonly<z.infer<z.ZodObject<Shape>>>): Promise<NestFastifyApplication>;
  /** kafkajs's class, for the boot check. */
  kafkaClient?: Parameters<typeof checkBoot>[0];
}

/** Exit codes: 0 stopped on a signal, 1 failed, 2 invalid configuration, 128 + signal number on a second signal. */
export async function runService<Shape extends z.ZodRawShape>(service: Service<Shape>): Promise<void> {
  if (process.argv.includes('--help')) {
    process.stdout.write(
      `${service.name} is configured by environment variables:\n${describeConfig(service.config)}\n`,
    );
    return;
  }
  const logger = createLogger({
    service: process.env.DD_SERVICE ?? service.name,
    // An invalid level is reported later, together with all other configuration errors.
    level: logLevels.find((level) => level === process.env.LOG_LEVEL) ?? 'info',
  });
  exitOnUnhandledErrors(logger);
  logWarnings(logger);
  try {
    await start(service, logger);
  } catch (error) {
    logger.fatal(isExpected(error) ? {} : { error }, startFailure(error));
    await flushTraces();
    process.exit(error instanceof ConfigError ? 2 : 1);
  }
}

async function start<Shape extends z.ZodRawShape>(service: Service<Shape>, logger: Logger): Promise<void> {
  const config = readConfig(service.config, process.env);
  const tracing = checkBoot(service.kafkaClient);
  logger[tracing.live ? 'info' : 'warn'](tracing.line);
  const app = await service.createApp(config);
  const { PORT, HOST, DRAIN_DELAY_MS = 0, STOP_TIMEOUT_MS = 25_000 } = config as unknown as ProcessConfig;
  stopOnSignals(app, logger, { drainDelayMs: DRAIN_DELAY_MS, stopTimeoutMs: STOP_TIMEOUT_MS });
  await app.startAllMicroservices();
  await app.listen(PORT, HOST);
  logger.info({ url: await app.getUrl() }, `${service.name} is listening, API documentation at /docs`);
}

// After an unhandled error the state is unknown: continuing could silently lose or repeat work.
function exitOnUnhandledErrors(logger: Logger): void {
  let exiting = false;
  const exit = (kind: string) => (error: unknown) => {
    if (exiting) process.exit(1);
    exiting = true;
    logger.fatal({ error }, kind);
    void flushTraces(1_000).finally(() => process.exit(1));
  };
  process.on('uncaughtException', exit('uncaught exception'));
  process.on('unhandledRejection', exit('unhandled rejection'));
}

// Node prints warnings as plain text, and their text may quote anything: only name and code are logged. One warning, caused
// by kafkajs, is known to be harmless (a timeout of -1 that counts as 1 ms).
function logWarnings(logger: Logger): void {
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (warning.name === 'TimeoutNegativeWarning') return;
    const { type, code } = describeError(warning);
    logger.warn({ warning: type, code }, 'process warning; NODE_OPTIONS=--trace-warnings shows its origin');
  });
}

// The message says what to do; a stack trace would only bury it.
function isExpected(error: unknown): boolean {
  return error instanceof ConfigError || codeOf(error) === 'EADDRINUSE';
}

function startFailure(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (codeOf(error) === 'EADDRINUSE') {
    return `port ${(error as { port?: number }).port} is in use: set PORT to a free one`;
  }
  return 'startup failed';
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | undefined)?.code;
}
