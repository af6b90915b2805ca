// The worker's side: runs jobs that it gets over HTTP, in a separate process whose CPU time can be measured.
import { createServer, type IncomingMessage } from 'node:http';

/** Input and result are JSON. */
export type Jobs = Record<string, (input: never) => Promise<unknown>>;

/** Listens on the port chosen by the parent. GET answers 200 when the worker is ready. */
export function serveJobs(jobs: Jobs): void {
  createServer((request, response) => {
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body ?? null));
    if (request.method === 'GET') {
      answer(200, 'ready');
      return;
    }
    doJob(jobs, request).then(
      (result) => answer(200, result),
      (error: Error) => answer(500, { message: error.message }),
    );
  }).listen(Number(process.env.WORKER_PORT), '127.0.0.1');
}

async function doJob(jobs: Jobs, request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const job = jobs[request.url?.slice(1) ?? ''];
  if (job === undefined) throw new Error(`no such job: ${request.url}`);
  return job(JSON.parse(Buffer.concat(chunks).toString() || 'null') as never);
}
