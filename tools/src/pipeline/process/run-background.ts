// Starts a process that cannot outlive the one that started it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { identify, isAlive } from './identity.ts';
import type { Exit, FromWatchdog, ToWatchdog } from './watchdog.ts';

export interface BackgroundOptions {
  /** stdout and stderr are appended to it. */
  logFile: string;
  /** Merged over this process's environment; undefined removes a variable. */
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** Time between SIGTERM and SIGKILL. */
  graceMs?: number;
}

export interface Background {
  name: string;
  /** Pid of the process itself, not of its watchdog. */
  pid: number;
  logFile: string;
  /** Never rejects. */
  exited: Promise<Exit>;
  /** Signals the process itself; SIGKILL goes to its whole process group. */
  kill(signal: NodeJS.Signals): void;
  /** Signals, waits graceMs, then sends SIGKILL. Resolves when the process is gone. Idempotent. */
  stop(signal?: NodeJS.Signals, graceMs?: number): Promise<Exit>;
  /** Lets the process outlive this one. */
  release(): Promise<void>;
}

const watchdogFile = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './watchdog.ts' : './watchdog.js', import.meta.url),
);

/** Resolves once the process runs; rejects when the command cannot be started. */
export async function runBackground(
  name: string,
  command: string,
  args: string[],
  { logFile, env = {}, cwd, graceMs = 10_000 }: BackgroundOptions,
): Promise<Background> {
  const watchdog = spawnWatchdog(logFile);
  const tell = (message: ToWatchdog) => watchdog.connected && watchdog.send(message);
  const reported = reportsOf(watchdog);
  tell({
    do: 'start',
    command,
    args,
    env: { ...process.env, ...env },
    graceMs,
    ...(cwd === undefined ? {} : { cwd }),
  });
  const pid = await reported.started.catch((error: Error) => {
    throw new Error(`${name} could not be started: ${error.message}`, { cause: error });
  });
  let released = false;
  const exited = exitOf(pid, reported.exited, () => released);
  const kill = (signal: NodeJS.Signals) => void tell({ do: 'signal', signal });
  return {
    name,
    pid,
    logFile,
    exited,
    kill,
    async stop(signal = 'SIGTERM', stopGraceMs = graceMs) {
      kill(signal);
      const timer = setTimeout(() => kill('SIGKILL'), stopGraceMs);
      return exited.finally(() => clearTimeout(timer));
    },
    async release() {
      released = true;
      if (tell({ do: 'release' })) await once(watchdog, 'exit');
    },
  };
}

// Without NODE_OPTIONS: a tracer or loader for the child must not run in the watchdog.
function spawnWatchdog(logFile: string): ChildProcess {
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'a');
  try {
    return spawn(process.execPath, [watchdogFile], {
      env: { ...process.env, NODE_OPTIONS: '' },
      stdio: ['ignore', log, log, 'ipc'],
      detached: true,
    });
  } finally {
    closeSync(log);
  }
}

function reportsOf(watchdog: ChildProcess): { started: Promise<number>; exited: Promise<Exit | undefined> } {
  let exit: Exit | undefined;
  const started = new Promise<number>((resolve, reject) => {
    watchdog.on('error', reject);
    watchdog.on('exit', () => reject(new Error('its watchdog ended early')));
    watchdog.on('message', (message: FromWatchdog) => {
      if (message.is === 'started') resolve(message.pid);
      else if (message.is === 'not-started') reject(new Error(message.message));
      else exit = { code: message.code, signal: message.signal };
    });
  });
  // 'close' is emitted after the last message; 'exit' may come before it.
  const exited = new Promise<Exit | undefined>((resolve) => watchdog.on('close', () => resolve(exit)));
  return { started, exited };
}

// A killed watchdog reports nothing; its child is then killed from here.
async function exitOf(
  pid: number,
  reported: Promise<Exit | undefined>,
  isReleased: () => boolean,
): Promise<Exit> {
  const identity = identify(pid);
  const exit = await reported;
  if (exit) return exit;
  if (identity && isAlive(identity) && !isReleased()) process.kill(-pid, 'SIGKILL');
  return { code: null, signal: isReleased() ? null : 'SIGKILL' };
}

/** The processes of one start: a failure or interrupt ends all of them. */
export class Children {
  #running: Background[] = [];
  #ended = false;

  async start(
    name: string,
    command: string,
    args: string[],
    options: BackgroundOptions,
  ): Promise<Background> {
    const child = await runBackground(name, command, args, options);
    this.#running.push(child);
    if (this.#ended) await child.stop('SIGKILL');
    return child;
  }

  /** Also ends children that are still starting. */
  async endAll(): Promise<void> {
    this.#ended = true;
    await Promise.all(this.#running.map((child) => child.stop()));
  }
}
