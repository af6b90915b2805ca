// The end of a process, in its written order: not ready; no new connections and requests in flight finished; consumers
// drained and clients closed (Nest does both in close); the last spans out. A second signal does not wait.
import { setTimeout as wait } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { flushTraces, type Logger, SafeError } from '@ringtrace/telemetry';
import { Stopping } from './health.controller.ts';

export interface StopLimits {
  drainDelayMs: number;
  stopTimeoutMs: number;
}

/** Something in flight or a connection did not end in time. What was not acknowledged is repeated by its sender. */
export class StopTimeoutError extends SafeError {}

const secondSignalExitCodes = { SIGINT: 130, SIGTERM: 143 } as const;

/** Ends the process on SIGTERM or SIGINT: code 0 in order, 1 if that failed or took too long. */
export function stopOnSignals(app: NestFastifyApplication, logger: Logger, limits: StopLimits): void {
  let stopping = false;
  for (const [signal, code] of Object.entries(secondSignalExitCodes)) {
    process.on(signal, () => {
      if (stopping) process.exit(code);
      stopping = true;
      logger.info({ signal }, 'stopping: finishing what is in flight');
      void stop(app, logger, limits).then((exitCode) => process.exit(exitCode));
    });
  }
}

async function stop(app: NestFastifyApplication, logger: Logger, limits: StopLimits): Promise<number> {
  let exitCode = 0;
  try {
    await Promise.race([closeInOrder(app, limits.drainDelayMs), timeout(limits.stopTimeoutMs)]);
    logger.info('stopped');
  } catch (error) {
    logger.error({ error }, 'did not stop in order');
    exitCode = 1;
  }
  await flushTraces();
  return exitCode;
}

async function closeInOrder(app: NestFastifyApplication, drainDelayMs: number): Promise<void> {
  app.get(Stopping, { strict: false }).now = true;
  if (drainDelayMs > 0) await wait(drainDelayMs);
  await app.close();
}

async function timeout(stopTimeoutMs: number): Promise<never> {
  await wait(stopTimeoutMs, undefined, { ref: false });
  throw new StopTimeoutError(`not everything ended within ${stopTimeoutMs} ms`);
}
