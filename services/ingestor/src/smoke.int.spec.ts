// The smoke test as a process, against responses that the real services do not give on demand. test/faults and the
// cluster tests show that it passes against the real services.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const program = fileURLToPath(new URL('smoke.ts', import.meta.url));
const servers: Server[] = [];
const folder = mkdtempSync(join(tmpdir(), 'smoke-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Responds with the statuses in turn and then repeats the last one. The body is a verdict. */
const answers =
  (...statuses: number[]): RequestListener =>
  (request, response) => {
    const status = statuses.length > 1 ? (statuses.shift() ?? 500) : (statuses[0] ?? 500);
    const transactionId = request.url?.split('/').at(-1);
    request.resume();
    response.writeHead(status).end(JSON.stringify({ data: { transactionId, decision: 'approve' } }));
  };
const silent: RequestListener = (request) => void request.resume();

async function smokeTest(env: Record<string, string>, ...args: string[]) {
  const running = promisify(execFile)(process.execPath, [program, ...args], {
    env: { ...process.env, ...env },
  });
  return running.then(
    ({ stdout }) => ({ code: 0, stdout }),
    ({ code, stdout }: { code: number; stdout: string }) => ({ code, stdout }),
  );
}

async function against(ingestor: RequestListener, analyzer: RequestListener, timeoutMs = 20_000) {
  const [INGESTOR_URL, ANALYZER_URL] = await Promise.all([serve(ingestor), serve(analyzer)]);
  return smokeTest({ INGESTOR_URL, ANALYZER_URL, SMOKE_TIMEOUT_MS: `${timeoutMs}` });
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

describe('the smoke test', () => {
  it('retries after a 503, and waits for the verdict', async () => {
    expect(await against(answers(503, 202), answers(404, 202, 200))).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^accepted: smoke-\S+\njudged: approve\n$/),
    });
  });

  it('fails at once when the transaction is rejected', async () => {
    const begin = Date.now();
    expect(await against(answers(400), answers(200))).toEqual({
      code: 1,
      stdout: expect.stringMatching(/^failed: not accepted, the ingestor at \S+ answered 400 /),
    });
    expect(Date.now() - begin).toBeLessThan(15_000);
  });

  it('times out when nothing responds', async () => {
    expect(await against(silent, answers(200), 1_000)).toEqual({
      code: 1,
      stdout: expect.stringMatching(
        /^failed: not accepted, the ingestor at \S+ does not answer \(TimeoutError\)/,
      ),
    });
  });

  it('times out when there is no verdict', async () => {
    expect(await against(answers(202), answers(404), 3_000)).toEqual({
      code: 1,
      stdout: expect.stringMatching(
        /^accepted: \S+\nfailed: no verdict in 3 s, the analyzer at \S+ answered 404 /,
      ),
    });
  });

  it('reports that nothing is listening', async () => {
    const INGESTOR_URL = await serve(silent);
    servers[0]?.close();
    const env = { INGESTOR_URL, ANALYZER_URL: INGESTOR_URL, SMOKE_TIMEOUT_MS: '600' };
    expect(await smokeTest(env)).toEqual({ code: 1, stdout: expect.stringContaining('(ECONNREFUSED)') });
  });

  it('sends the API key from the file and never prints it', async () => {
    const file = join(folder, 'key');
    writeFileSync(file, 'canary-key\n');
    const seen = new Set<string | undefined>();
    const listen =
      (listener: RequestListener): RequestListener =>
      (request, response) => {
        seen.add(request.headers.authorization);
        listener(request, response);
      };
    const [INGESTOR_URL, ANALYZER_URL] = await Promise.all([
      serve(listen(answers(202))),
      serve(listen(answers(200))),
    ]);
    const env = { INGESTOR_URL, ANALYZER_URL, SMOKE_API_KEY_FILE: file };
    expect(await smokeTest(env)).toMatchObject({ code: 0, stdout: expect.not.stringContaining('canary') });
    expect([...seen]).toEqual(['Bearer canary-key']);
    expect(await smokeTest({ ...env, SMOKE_API_KEY_FILE: join(folder, 'none') })).toEqual({
      code: 2,
      stdout: expect.stringContaining('SMOKE_API_KEY_FILE'),
    });
  });

  it('prints its usage with --help and for invalid settings', async () => {
    expect(await smokeTest({}, '--help')).toEqual({
      code: 0,
      stdout: expect.stringContaining('SMOKE_TIMEOUT_MS'),
    });
    expect(await smokeTest({ INGESTOR_URL: '' })).toEqual({
      code: 2,
      stdout: expect.stringMatching(/^INGESTOR_URL and ANALYZER_URL must be/),
    });
  });
});
