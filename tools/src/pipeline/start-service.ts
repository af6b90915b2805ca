// Starts a built service as its own process, as it runs in production, and waits until it is ready. It cannot outlive
// this process.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './process/free-port.ts';
import { type Background, runBackground } from './process/run-background.ts';
import { GiveUp, waitUntil } from './process/wait-until.ts';

export type ServiceName = 'ingestor' | 'analyzer';

export interface Service extends Background {
  /** Base of its HTTP API, no slash at the end. */
  url: string;
}

export interface ServiceOptions {
  /** Where `<name>.log` is appended to. */
  logFolder: string;
  /** Addresses of the backends and the service's own settings. */
  environment: Record<string, string>;
  /** Default: a free one. */
  port?: number;
  /** Default two minutes: on a busy machine a cold start takes long. */
  timeoutMs?: number;
  signal?: AbortSignal;
  /** Restarts the process when a file that it has loaded changes. Default false. */
  watch?: boolean;
}

const checkout = fileURLToPath(new URL('../../../', import.meta.url));
const { version } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as { version: string };

/** Resolves when `/health/ready` answers 200. Rejects with the end of its log if it does not come to that. */
export async function startService(name: ServiceName, options: ServiceOptions): Promise<Service> {
  const {
    logFolder,
    environment,
    port = await freePort(),
    timeoutMs = 120_000,
    signal,
    watch = false,
  } = options;
  signal?.throwIfAborted();
  const main = join('services', name, 'dist', 'main.js');
  const background = await runBackground(
    name,
    process.execPath,
    [
      ...(watch ? ['--watch', '--watch-preserve-output'] : []),
      '--import',
      '@ringtrace/telemetry/start',
      main,
    ],
    {
      logFile: join(logFolder, `${name}.log`),
      cwd: checkout,
      env: {
        DD_SERVICE: name,
        DD_ENV: 'local',
        DD_VERSION: version,
        DD_INSTRUMENTATION_TELEMETRY_ENABLED: 'false',
        HOST: '127.0.0.1',
        ...environment,
        PORT: String(port),
      },
    },
  );
  const service = { ...background, url: `http://127.0.0.1:${port}` };
  try {
    await untilReady(service, timeoutMs, signal);
    return service;
  } catch (error) {
    await service.stop('SIGKILL');
    throw error;
  }
}

async function untilReady(service: Service, timeoutMs: number, signal?: AbortSignal): Promise<void> {
  let ended = false;
  void service.exited.then(() => {
    ended = true;
  });
  const ready = async () => {
    if (ended) throw new GiveUp('it ended');
    const answer = await fetch(`${service.url}/health/ready`, { signal: AbortSignal.timeout(5_000) });
    await answer.body?.cancel();
    return answer.ok;
  };
  const wait = { timeoutMs, what: `${service.name} to be ready`, ...(signal && { signal }) };
  await waitUntil(ready, wait).catch((error: Error) => {
    if (signal?.aborted) throw error;
    const tail = lastLines(service.logFile, 20).map((line) => `  | ${line}`);
    const head = `${service.name} did not become ready: ${error.message}`;
    throw new Error([head, ...tail, `whole log: ${service.logFile}`].join('\n'), { cause: error });
  });
}

function lastLines(file: string, count: number): string[] {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-count);
}
