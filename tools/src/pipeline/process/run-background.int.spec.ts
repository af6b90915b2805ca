// A supervised process: signals, exit codes, and that nothing outlives the parent.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endProcess, identify, isAlive } from './identity.ts';
import { runBackground } from './run-background.ts';
import { waitUntil } from './wait-until.ts';

const folder = mkdtempSync(join(tmpdir(), 'background-'));
const logFile = join(folder, 'child.log');
const start = (script: string, env = {}) =>
  runBackground('child', process.execPath, ['-e', script], { logFile, env });
const inLog = (text: string) =>
  waitUntil(() => readFileSync(logFile, 'utf8').includes(text), { timeoutMs: 10_000, what: text });

afterAll(() => rmSync(folder, { recursive: true }));

describe('runBackground', () => {
  it('reports the exit code of the process and keeps its output', async () => {
    const child = await start("console.log('hello ' + process.env.NAME); process.exitCode = 7", {
      NAME: 'you',
    });

    expect(await child.exited).toEqual({ code: 7, signal: null });
    expect(readFileSync(logFile, 'utf8')).toContain('hello you');
  });

  it('lets the process shut down by itself on SIGTERM', async () => {
    const child = await start(
      "process.on('SIGTERM', () => { console.log('in order'); process.exit(3) }); console.log('up 1'); setInterval(() => {}, 9)",
    );
    await inLog('up 1');

    expect(await child.stop()).toEqual({ code: 3, signal: null });
    expect(readFileSync(logFile, 'utf8')).toContain('in order');
  });

  it('kills a process that ignores SIGTERM after the grace period', async () => {
    const child = await start(
      "process.on('SIGTERM', () => {}); console.log('up 2'); setInterval(() => {}, 9)",
    );
    await inLog('up 2');

    expect(await child.stop('SIGTERM', 200)).toEqual({ code: null, signal: 'SIGKILL' });
    expect(identify(child.pid)).toBeUndefined();
  });

  it('kills the process and its descendants on SIGKILL', async () => {
    const child = await start(
      "const c = require('child_process').spawn('sleep', ['60']); console.log('grandchild=' + c.pid + '.')",
    );
    await inLog('grandchild=');
    const grandchild = identify(Number(/grandchild=(\d+)\./.exec(readFileSync(logFile, 'utf8'))?.[1]))!;

    child.kill('SIGKILL');

    expect(await child.exited).toEqual({ code: null, signal: 'SIGKILL' });
    await waitUntil(() => !isAlive(grandchild), { timeoutMs: 5_000, what: 'the grandchild to end' });
  });

  it('names the command that cannot be started', async () => {
    await expect(runBackground('child', 'no-such-command', [], { logFile })).rejects.toThrow(/child.*ENOENT/);
  });

  it('leaves no process alive when the parent is gone, even if it ignores SIGTERM', async () => {
    const script = `
      const { runBackground } = await import(${JSON.stringify(new URL('./run-background.ts', import.meta.url).href)});
      const child = await runBackground('child', process.execPath,
        ['-e', "process.on('SIGTERM', () => {}); setInterval(() => {}, 9)"],
        { logFile: ${JSON.stringify(logFile)}, graceMs: 300 });
      process.stdout.write(String(child.pid));`;
    const parent = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      env: { ...process.env, NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [pid] = await once(parent.stdout, 'data');
    const child = identify(Number(pid))!;

    parent.kill('SIGKILL');

    await waitUntil(() => !isAlive(child), { timeoutMs: 10_000, what: 'the child to end' });
  });
});

describe('endProcess', () => {
  it('ends the identified process, never another with the same pid', async () => {
    const child = await start('setInterval(() => {}, 9)');
    const identity = identify(child.pid)!;

    await endProcess({ ...identity, startedAt: 'before the machine crashed' });
    expect(isAlive(identity)).toBe(true);

    await endProcess(identity);
    expect(isAlive(identity)).toBe(false);
  });
});
