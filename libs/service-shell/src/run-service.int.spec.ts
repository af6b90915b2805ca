// The start and the end of a real process, seen from outside: exit code, answers and log lines.
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
  const says = (text: string) =>
    waitUntil(() => output().includes(text), { timeoutMs: 20_000, what: text, everyMs: 20 });
  return { process, output, says };
}

async function started(env: Record<string, string> = {}) {
  const service = await start(env);
  await service.says('is listening');
  const url = /"url":"([^"]+)"/.exec(service.output())?.[1] ?? '';
  return { ...service, url };
}

describe('a start', () => {
  it('says in one line each that it listens, and whether tracing is live', async () => {
    const { output, url } = await started({ DD_TRACE_ENABLED: 'true' });
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(output()).toContain('tracing is OFF: dd-trace was not loaded first');
  });

  it('refuses a bad configuration with one line that names everything, and code 2', async () => {
    const { process, output } = await start({ KEY: 'canary', PORT: 'canary', LOG_LEVEL: 'canary' });
    expect(await process.exited).toMatchObject({ code: 2 });
    expect(output().trim().split('\n')).toHaveLength(1);
    for (const name of ['KEY', 'PORT', 'LOG_LEVEL']) expect(output()).toContain(`${name} `);
    expect(output()).not.toContain('canary');
  });

  it('says when its port is taken, in one line without frames, and ends with code 1', async () => {
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

describe('a stop', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'on %s finishes what is in flight, closes, and ends with 0',
    async (signal) => {
      // given a request in flight
      const { process, output, says, url } = await started({ SLOW_MS: '700' });
      const answer = fetch(`${url}/slow`);
      await says('slow began');
      // when the signal comes
      process.kill(signal);
      // then the request has its answer, and the rest follows in order
      expect((await answer).status).toBe(200);
      expect(await process.exited).toMatchObject({ code: 0 });
      const positions = ['stopping:', '"route":"/slow","status":200', 'clients closed', '"stopped"'].map(
        (text) => output().indexOf(text),
      );
      expect(positions).toEqual([...positions].sort((a, b) => a - b));
      expect(positions).not.toContain(-1);
    },
  );

  it('is not ready but still answers during the drain delay', async () => {
    const { process, url } = await started({ DRAIN_DELAY_MS: '1500' });
    process.kill('SIGTERM');
    await waitUntil(async () => (await fetch(`${url}/health/ready`)).status === 503, {
      timeoutMs: 1_400,
      what: 'not ready',
      everyMs: 20,
    });
    expect((await fetch(`${url}/items/1`)).status).toBe(200);
    expect(await process.exited).toMatchObject({ code: 0 });
  });

  it('gives up on what does not end in time', async () => {
    const { process, output, says, url } = await started({ SLOW_MS: '60000', STOP_TIMEOUT_MS: '300' });
    const answer = fetch(`${url}/slow`).catch(() => 'cut off');
    await says('slow began');
    process.kill('SIGTERM');
    expect(await process.exited).toMatchObject({ code: 1 });
    expect(output()).toContain('not everything ended within 300 ms');
    expect(await answer).toBe('cut off');
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('does not wait when a second %s comes', async (signal, code) => {
    const { process, says, url } = await started({ SLOW_MS: '60000' });
    const answer = fetch(`${url}/slow`).catch(() => 'cut off');
    await says('slow began');
    process.kill('SIGTERM');
    await says('stopping:');
    process.kill(signal);
    expect(await process.exited).toMatchObject({ code });
    expect(await answer).toBe('cut off');
  });

  it.each([
    ['reject', 'unhandled rejection'],
    ['timer', 'uncaught exception'],
  ])('comes after an error that nobody caught (%s), said without its text', async (path, what) => {
    const { process, output, url } = await started();
    await fetch(`${url}/${path}`, { method: 'POST' }).catch(() => undefined);
    expect(await process.exited).toMatchObject({ code: 1 });
    expect(output()).toContain(what);
    expect(output()).not.toContain('canary');
  });
});

it('says of a warning and of a failed request what they are, not what they say', async () => {
  const { process, output, url } = await started();
  for (const path of ['warn', 'fail']) await fetch(`${url}/${path}`, { method: 'POST' });
  process.kill('SIGTERM');
  expect(await process.exited).toMatchObject({ code: 0 });
  expect(output()).toMatch(/"warning":"OddWarning","code":"ODD1"/);
  expect(output()).toContain('"message":"request failed"');
  expect(output()).not.toContain('canary');
});
