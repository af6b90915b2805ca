// The parent's side of a worker: starts a process that cannot outlive this one, and sends it jobs.
import { request } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../pipeline/process/free-port.ts';
import { runBackground } from '../../pipeline/process/run-background.ts';
import { probeHttp, untilReady } from '../../pipeline/process/until-ready.ts';

export type WorkerName = 'agent-sink' | 'bare-driver' | 'tutorial' | 'synchronous' | 'load' | 'fill';

export interface Worker {
  pid: number;
  url: string;
  /** Throws with the worker's error message if the job fails. */
  job<Result>(name: string, input?: unknown): Promise<Result>;
  stop(): Promise<unknown>;
}

export interface WorkerOptions {
  logFolder: string;
  environment?: Record<string, string>;
  signal: AbortSignal;
}

/** Resolves when the worker answers. */
export async function startWorker(name: WorkerName, options: WorkerOptions): Promise<Worker> {
  const { logFolder, environment = {}, signal } = options;
  signal.throwIfAborted();
  const port = await freePort();
  const file = fileURLToPath(new URL(`./${name}.worker.ts`, import.meta.url));
  const logFile = join(logFolder, `${name}.log`);
  const worker = await runBackground(name, process.execPath, [file], {
    logFile,
    env: { ...environment, WORKER_PORT: String(port) },
  });
  const url = `http://127.0.0.1:${port}`;
  const failed = worker.exited.then(({ code }) => {
    throw new Error(`${name} ended with exit code ${code}, see ${logFile}`);
  });
  failed.catch(() => undefined);
  await untilReady(worker, () => probeHttp(url), { timeoutMs: 60_000, everyMs: 50, signal });
  return {
    pid: worker.pid,
    url,
    job: (job, input) => Promise.race([post(`${url}/${job}`, input, signal), failed]) as never,
    stop: () => worker.stop(),
  };
}

// Not fetch, which times out after five minutes.
function post(url: string, input: unknown, signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve, reject) => {
    // A new connection each time: the worker might close a kept-alive one just as it is used.
    const sent = request(url, { method: 'POST', agent: false, signal }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const body = JSON.parse(Buffer.concat(chunks).toString());
        if (response.statusCode === 200) resolve(body);
        else reject(new Error(body.message));
      });
    });
    sent.on('error', reject);
    sent.end(JSON.stringify(input ?? null));
  });
}
