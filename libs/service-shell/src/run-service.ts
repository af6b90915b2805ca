// The life of a process: configuration, boot check, listen, and on a signal the shutdown in its written order.
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { checkBoot, createLogger, flushTraces, type Logger } from '@ringtrace/telemetry';
import type { z } from 'zod';
import { Stopping } from './health.controller.ts';
import { ConfigError, describeConfig, readConfig } from './read-config.ts';

interface ListenConfig {
  PORT: number;
  HOST: string;
  LOG_LEVEL: string;
}

export interface Service<Shape extends z.ZodRawShape> {
  name: string;
  config: z.ZodObject<Shape>;
  createApp(config: Readonly<z.infer<z.ZodObject<Shape>>>): Promise<NestFastifyApplication>;
  /** kafkajs's class, for the boot check. */
  kafkaClient?: Parameters<typeof checkBoot>[0];
}

/** Exit codes: 0 stopped on a signal, 1 failed, 2 not configured, 128 + signal on a second signal. */
export async function runService<Shape extends z.ZodRawShape>(service: Service<Shape>): Promise<void> {
  if (process.argv.includes('--help')) {
    process.stdout.write(
      `${service.name}: configured by environment variables\n${describeConfig(service.config)}\n`,
    );
    return;
  }
  const logger = createLogger({
    service: process.env.DD_SERVICE ?? service.name,
    level: process.env.LOG_LEVEL ?? 'info',
  });
  endOnUnhandledErrors(logger);
  logWarnings(logger);
  try {
    const config = readConfig(service.config, process.env);
    const tracing = checkBoot(service.kafkaClient);
    logger[tracing.live ? 'info' : 'warn'](tracing.line);
    const app = await service.createApp(config);
    const stopping = stopOnSignals(app, logger);
    const { PORT, HOST } = config as unknown as ListenConfig;
    await app.startAllMicroservices();
    await app.listen(PORT, HOST);
    logger.info({ url: await app.getUrl() }, `${service.name} is listening, API documentation at /docs`);
    await stopping;
  } catch (error) {
    logger.fatal({ error }, startFailure(error));
    await flushTraces();
    process.exit(error instanceof ConfigError ? 2 : 1);
  }
}

// Not ready, then no new connections and requests in flight finished, then consumers drained and clients closed (Nest
// does both in close), then the last spans out. A second signal does not wait.
async function stopOnSignals(app: NestFastifyApplication, logger: Logger): Promise<void> {
  const signal = await new Promise<NodeJS.Signals>((resolve) => {
    for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => resolve(name));
  });
  for (const [name, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)
    process.once(name, () => process.exit(code));
  logger.info({ signal }, 'stopping: finishing what is in flight');
  app.get(Stopping, { strict: false }).now = true;
  await app.close();
  logger.info('stopped');
  await flushTraces();
  process.exit(0);
}

// After an error that nobody caught the state is unknown: going on could lose or repeat work silently.
function endOnUnhandledErrors(logger: Logger): void {
  const end = (kind: string) => (error: unknown) => {
    logger.fatal({ error }, kind);
    void flushTraces(1_000).finally(() => process.exit(1));
  };
  process.on('uncaughtException', end('uncaught exception'));
  process.on('unhandledRejection', end('unhandled rejection'));
}

// Node prints warnings as plain text; one of kafkajs's is known to be harmless (a timeout of -1 that counts as 1 ms).
function logWarnings(logger: Logger): void {
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (warning.name !== 'TimeoutNegativeWarning') logger.warn({ warning: warning.name }, warning.message);
  });
}

function startFailure(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if ((error as { code?: unknown }).code === 'EADDRINUSE')
    return 'the port is in use: set PORT to a free one';
  return 'could not start';
}
