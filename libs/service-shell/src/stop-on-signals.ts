// Graceful shutdown: report not ready; accept no new connections and finish requests in flight; drain consumers and close
// clients (Nest does both in close); flush spans. A second signal exits at once.
import { setTimeout as wait } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { flushTraces, type Logger, SafeError } from '@ringtrace/telemetry';
import { ShutdownState } from './health.controller.ts';

export interface StopLimits {
  drainDelayMs: number;
  stopTimeoutMs: number;
}

/** Requests in flight or connections did not end in time. Senders retry what was not acknowledged. */
export class StopTimeoutError extends SafeError {}

const secondSignalExitCodes = { SIGINT: 130, SIGTERM: 143 } as const;

/** Shuts the process down on SIGTERM or SIGINT: exit code 0, or 1 if that failed or timed out. */
export function stopOnSignals(app: NestFastifyApplication, logger: Logger, limits: StopLimits): void {
  let stopping = false;
  for (const [signal, code] of Object.entries(secondSignalExitCodes)) {
    process.on(signal, () => {
      if (stopping) process.exit(code);
      stopping = true;
      logger.info({ signal }, 'stopping: finishing work in flight');
      void stop(app, logger, limits).then((exitCode) => process.exit(exitCode));
    });
  }
}

async function stop(app: NestFastifyApplication, logger: Logger, limits: StopLimits): Promise<number> {
  let exitCode = 0;
  try {
    await Promise.race([close(app, limits.drainDelayMs), timeout(limits.stopTimeoutMs)]);
    logger.info('stopped');
  } catch (error) {
    logger.error({ error }, 'graceful shutdown failed');
    exitCode = 1;
  }
  await flushTraces();
  return exitCode;
}

async function close(app: NestFastifyApplication, drainDelayMs: number): Promise<void> {
  app.get(ShutdownState, { strict: false }).isStopping = true;
  if (drainDelayMs > 0) await wait(drainDelayMs);
  await app.close();
}

async function timeout(stopTimeoutMs: number): Promise<never> {
  await wait(stopTimeoutMs, undefined, { ref: false });
  throw new StopTimeoutError(`graceful shutdown timed out after ${stopTimeoutMs} ms`);
}
