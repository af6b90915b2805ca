// Starts a process that cannot outlive the one that started it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { identify, isAlive } from './identity.ts';
import type { Exit, FromWatchdog, ToWatchdog } from './watchdog-messages.ts';

export type BackgroundOptions = {
  /** Receives stdout and stderr, appended. */
  logFile: string;
  /** Added over this process's own environment; undefined removes a variable. */
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** Between SIGTERM and SIGKILL when this process is gone. */
  graceMs?: number;
};

export type Background = {
  name: string;
  /** Of the real process, not of its watchdog. */
  pid: number;
  logFile: string;
  /** Never rejects. */
  exited: Promise<Exit>;
  /** Sends the signal to the real process; SIGKILL also takes what that process started. */
  kill(signal: NodeJS.Signals): void;
  /** Signals, waits graceMs, then SIGKILL. Resolves when the process is gone; safe to call again. */
  stop(signal?: NodeJS.Signals, graceMs?: number): Promise<Exit>;
  /** Lets the process outlive this one. */
  release(): Promise<void>;
};

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

// Without NODE_OPTIONS: a tracer or loader meant for the child must not run in the watchdog.
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
  // 'close' comes after the last message, 'exit' may come before it.
  const exited = new Promise<Exit | undefined>((resolve) => watchdog.on('close', () => resolve(exit)));
  return { started, exited };
}

// A watchdog that was itself killed reports nothing: its child is then ended from here.
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
