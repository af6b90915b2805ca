// The parent's side of a worker: starts it as a process that cannot outlive this one, and gives it jobs.
import { request } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../pipeline/process/free-port.ts';
import { runBackground } from '../../pipeline/process/run-background.ts';
import { waitUntil } from '../../pipeline/process/wait-until.ts';

export type WorkerName = 'agent-sink' | 'bare-driver' | 'tutorial' | 'synchronous' | 'load' | 'fill';

export interface Worker {
  pid: number;
  url: string;
  /** Throws with the worker's words when the job fails. */
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
  const process_ = await runBackground(name, process.execPath, [file], {
    logFile,
    env: { ...environment, WORKER_PORT: String(port) },
  });
  const url = `http://127.0.0.1:${port}`;
  const failed = process_.exited.then(({ code }) => {
    throw new Error(`${name} ended with exit code ${code}, see ${logFile}`);
  });
  failed.catch(() => undefined);
  const ready = waitUntil(async () => (await fetch(url)).ok, {
    timeoutMs: 60_000,
    what: `${name} to answer`,
    everyMs: 50,
    signal,
  });
  await Promise.race([ready, failed]);
  return {
    pid: process_.pid,
    url,
    job: (job, input) => Promise.race([post(`${url}/${job}`, input, signal), failed]) as never,
    stop: () => process_.stop(),
  };
}

// Not fetch, which gives up on an answer after five minutes.
function post(url: string, input: unknown, signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve, reject) => {
    // A connection of its own: one kept alive may be closed by the other side just when it is used.
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
