// The watchdog: a process between a parent and one child. When the parent is gone, even by SIGKILL, it ends the child.
//
// It runs in its own session, so Ctrl-C reaches only the parent, which stops its children in its own order. The child
// leads a process group of its own, so its descendants end with it.
import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';

let child: ChildProcess | undefined;
let graceMs = 10_000;

process.on('message', (message: ToWatchdog) => {
  if (message.do === 'start') start(message);
  else if (message.do === 'signal') signalChild(message.signal);
  else release();
});
process.on('disconnect', endChild);
process.on('SIGTERM', endChild);
process.on('SIGINT', () => undefined);
process.on('SIGHUP', () => undefined);

function start(message: Extract<ToWatchdog, { do: 'start' }>): void {
  graceMs = message.graceMs;
  child = spawn(message.command, message.args, {
    ...(message.cwd === undefined ? {} : { cwd: message.cwd }),
    env: message.env,
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
  });
  child.once('spawn', () => tell({ is: 'started', pid: child?.pid ?? 0 }));
  child.once('error', (error) =>
    tell({ is: 'not-started', message: error.message }, () => process.exit(127)),
  );
  child.once('exit', (code, signal) => {
    signalGroup('SIGKILL');
    tell({ is: 'exited', code, signal }, () =>
      process.exit(code ?? 128 + constants.signals[signal ?? 'SIGKILL']),
    );
  });
}

// SIGTERM goes to the child alone, which shuts down its own way. SIGKILL goes to the whole group.
function signalChild(signal: NodeJS.Signals): void {
  if (signal === 'SIGKILL') signalGroup(signal);
  else child?.kill(signal);
}

function signalGroup(signal: NodeJS.Signals): void {
  if (!child?.pid) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is already gone.
  }
}

function endChild(): void {
  if (!child?.pid) process.exit(0);
  child.kill('SIGTERM');
  setTimeout(() => signalGroup('SIGKILL'), graceMs);
}

// The child now outlives the parent. The instance's state file knows it by pid and start time.
function release(): void {
  child?.unref();
  process.exit(0);
}

function tell(message: FromWatchdog, then: () => void = () => undefined): void {
  if (process.connected) process.send?.(message, then);
  else then();
}

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export type ToWatchdog =
  | { do: 'start'; command: string; args: string[]; env: NodeJS.ProcessEnv; cwd?: string; graceMs: number }
  | { do: 'signal'; signal: NodeJS.Signals }
  | { do: 'release' };

export type FromWatchdog =
  | { is: 'started'; pid: number }
  | { is: 'not-started'; message: string }
  | ({ is: 'exited' } & Exit);
