// Starts a built service as its own process, as in production, and waits until it is ready. It cannot outlive this process.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './process/free-port.ts';
import { type Background, runBackground } from './process/run-background.ts';
import { probeHttp, untilReady } from './process/until-ready.ts';

export type ServiceName = 'ingestor' | 'analyzer';

export interface Service extends Background {
  /** Base URL of its HTTP API, without a trailing slash. */
  url: string;
}

export interface ServiceOptions {
  /** The folder of `<name>.log`, which is appended to. */
  logFolder: string;
  /** Backend addresses and the service's own settings. */
  environment: Record<string, string>;
  /** Default: a free port. */
  port?: number;
  /** Default two minutes, for a cold start on a busy machine. */
  timeoutMs?: number;
  signal?: AbortSignal;
  /** Restart when a loaded file changes. Default false. */
  watch?: boolean;
}

const checkout = fileURLToPath(new URL('../../../', import.meta.url));
const { version } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as { version: string };

/** Resolves when `/health/ready` answers 200; otherwise rejects with the end of its log. */
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
    await untilReady(service, () => probeHttp(`${service.url}/health/ready`), {
      timeoutMs,
      ...(signal && { signal }),
    });
    return service;
  } catch (error) {
    await service.stop('SIGKILL');
    throw error;
  }
}
