// Startup and shutdown of a real process, seen from outside: exit code, responses and log lines.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type Background, runBackground, waitUntil } from '@ringtrace/tools';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const folder = `${root}.local/shell-${randomBytes(4).toString('hex')}`;
const fixture = fileURLToPath(new URL('../dist/process.fixture.js', import.meta.url));
const running: Background[] = [];

afterAll(async () => {
  await Promise.all(running.map((process) => process.stop('SIGKILL')));
  rmSync(folder, { recursive: true, force: true });
});

async function start(env: Record<string, string> = {}, nodeArguments: string[] = []) {
  const process = await runBackground('fixture', globalThis.process.execPath, [...nodeArguments, fixture], {
    cwd: root,
    logFile: `${folder}/${running.length}.log`,
    env: { KEY: 'long enough', LOG_LEVEL: 'info', SLOW_MS: '0', DD_TRACE_ENABLED: 'false', ...env },
  });
  running.push(process);
  const output = () => readFileSync(process.logFile, 'utf8');
  const logs = (text: string) =>
    waitUntil(() => output().includes(text), { timeoutMs: 20_000, what: text, everyMs: 20 });
  return { process, output, logs };
}

async function started(env: Record<string, string> = {}) {
  const service = await start(env);
  await service.logs('is listening');
  const url = /"url":"([^"]+)"/.exec(service.output())?.[1] ?? '';
  return { ...service, url };
}

describe('startup', () => {
  it('logs the URL, and whether tracing is live', async () => {
    const { output, url } = await started({ DD_TRACE_ENABLED: 'true' });
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(output()).toContain('tracing is OFF: dd-trace was not loaded first');
  });

  it('exits with code 2 and one line that names every error when the configuration is invalid', async () => {
    const { process, output } = await start({ KEY: 'canary', PORT: 'canary', LOG_LEVEL: 'canary' });
    expect(await process.exited).toMatchObject({ code: 2 });
    expect(output().trim().split('\n')).toHaveLength(1);
    for (const name of ['KEY', 'PORT', 'LOG_LEVEL']) expect(output()).toContain(`${name} `);
    expect(output()).not.toContain('canary');
  });

  it('exits with code 1 and one line without a stack trace when the port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const { process, output } = await start({ PORT: String(port) });
    expect(await process.exited).toMatchObject({ code: 1 });
    const last = JSON.parse(output().trim().split('\n').at(-1) ?? '');
    expect(last).toMatchObject({ level: 'fatal', message: `port ${port} is in use: set PORT to a free one` });
    expect(last).not.toHaveProperty('error');
    other.close();
  });
});

describe('shutdown', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'on %s finishes requests in flight, closes clients, and exits with 0',
    async (signal) => {
      // given a request in flight
      const { process, output, logs, url } = await started({ SLOW_MS: '700' });
      const answer = fetch(`${url}/slow`);
      await logs('slow began');
      // when the signal comes
      process.kill(signal);
      // then the request is answered, and the other steps follow in order
      expect((await answer).status).toBe(200);
      expect(await process.exited).toMatchObject({ code: 0 });
      const positions = ['stopping:', '"route":"/slow","status":200', 'clients closed', '"stopped"'].map(
        (text) => output().indexOf(text),
      );
      expect(positions).toEqual([...positions].sort((a, b) => a - b));
      expect(positions).not.toContain(-1);
    },
  );

  it('reports not ready but still answers during the drain delay', async () => {
    const { process, url } = await started({ DRAIN_DELAY_MS: '3000' });
    process.kill('SIGTERM');
    await waitUntil(async () => (await fetch(`${url}/health/ready`)).status === 503, {
      timeoutMs: 2_900,
      what: 'not ready',
      everyMs: 20,
    });
    expect((await fetch(`${url}/items/1`)).status).toBe(200);
    expect(await process.exited).toMatchObject({ code: 0 });
  });

  it('times out when a request in flight does not end', async () => {
    const { process, output, logs, url } = await started({ SLOW_MS: '60000', STOP_TIMEOUT_MS: '300' });
    const answer = fetch(`${url}/slow`).catch(() => 'connection lost');
    await logs('slow began');
    process.kill('SIGTERM');
    expect(await process.exited).toMatchObject({ code: 1 });
    expect(output()).toContain('graceful shutdown timed out after 300 ms');
    expect(await answer).toBe('connection lost');
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('exits at once on a second signal, %s', async (signal, code) => {
    const { process, logs, url } = await started({ SLOW_MS: '60000' });
    const answer = fetch(`${url}/slow`).catch(() => 'connection lost');
    await logs('slow began');
    process.kill('SIGTERM');
    await logs('stopping:');
    process.kill(signal);
    expect(await process.exited).toMatchObject({ code });
    expect(await answer).toBe('connection lost');
  });

  it.each([
    ['reject', 'unhandled rejection'],
    ['timer', 'uncaught exception'],
  ])('follows an unhandled error (%s), which is logged without its text', async (path, what) => {
    const { process, output, url } = await started();
    await fetch(`${url}/${path}`, { method: 'POST' }).catch(() => undefined);
    expect(await process.exited).toMatchObject({ code: 1 });
    expect(output()).toContain(what);
    expect(output()).not.toContain('canary');
  });
});

it('logs warnings and failed requests without quoting their text', async () => {
  const { process, output, url } = await started();
  for (const path of ['warn', 'fail']) await fetch(`${url}/${path}`, { method: 'POST' });
  process.kill('SIGTERM');
  expect(await process.exited).toMatchObject({ code: 0 });
  expect(output()).toMatch(/"warning":"OddWarning","code":"ODD1"/);
  expect(output()).toContain('"message":"request failed"');
  expect(output()).not.toContain('canary');
});
