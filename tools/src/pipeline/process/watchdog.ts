// A process of its own between a parent and one child: when the parent is gone, however it ended, so is the child.
//
// It runs in its own session, so a terminal's Ctrl-C reaches only the parent, which then stops its children
// in its own order. The child leads another group, so what the child started goes with it.
import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { FromWatchdog, ToWatchdog } from './watchdog-messages.ts';

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

// SIGTERM goes to the real process alone, which decides how to stop; SIGKILL leaves it no say, so it takes the group.
function signalChild(signal: NodeJS.Signals): void {
  if (signal === 'SIGKILL') signalGroup(signal);
  else child?.kill(signal);
}

function signalGroup(signal: NodeJS.Signals): void {
  if (!child?.pid) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}

function endChild(): void {
  if (!child?.pid) process.exit(0);
  child.kill('SIGTERM');
  setTimeout(() => signalGroup('SIGKILL'), graceMs);
}

// From here on the child stands alone: it is known by pid and start time in the instance's state file.
function release(): void {
  child?.unref();
  process.exit(0);
}

function tell(message: FromWatchdog, then: () => void = () => undefined): void {
  if (process.connected) process.send?.(message, then);
  else then();
}
