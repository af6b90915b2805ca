// Identifies a process by pid and start time (and boot id on Linux), so that a reused pid is never mistaken for it.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { waitUntil } from './wait-until.ts';

export interface ProcessIdentity {
  pid: number;
  startedAt: string;
}

/** The identity of a running process; undefined if there is none, or only a zombie. */
export function identify(pid: number): ProcessIdentity | undefined {
  const startedAt = process.platform === 'linux' ? startedOnLinux(pid) : startedByPs(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
}

export function isAlive(identity: ProcessIdentity): boolean {
  const running = identify(identity.pid);
  return running !== undefined && running.startedAt === identity.startedAt;
}

// The start time counts ticks since boot. After a reboot the same value may recur, hence the boot id.
function startedOnLinux(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return state === 'Z' || state === 'X' ? undefined : `${bootId}/${fields[18]}`;
  } catch {
    return undefined;
  }
}

function startedByPs(pid: number): string | undefined {
  try {
    const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', `${pid}`], { encoding: 'utf8' }).trim();
    return line === '' || line.startsWith('Z') ? undefined : line.replace(/^\S+\s+/, '');
  } catch {
    return undefined;
  }
}

/**
 * Ends a process that nobody supervises any more, from a detached instance or a crash. Resolves once it and its process
 * group are gone. Never touches another process that got the same pid.
 */
export async function endProcess(identity: ProcessIdentity, graceMs = 15_000): Promise<void> {
  if (!isAlive(identity)) return;
  signal(identity.pid, 'SIGTERM');
  const gone = () => !isAlive(identity);
  await waitUntil(gone, { timeoutMs: graceMs, what: 'the process to end', everyMs: 50 }).catch(
    () => undefined,
  );
  if (!gone()) signal(-identity.pid, 'SIGKILL');
  await waitUntil(gone, { timeoutMs: 5_000, what: `process ${identity.pid} to end after SIGKILL` });
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
