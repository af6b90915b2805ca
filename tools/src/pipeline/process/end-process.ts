// Ends a process that nobody supervises any more: one of a detached instance, or a leftover of a crash.
import { isAlive, type ProcessIdentity } from './identity.ts';
import { waitUntil } from './wait-until.ts';

/** Resolves once the process and its group are gone. Never touches another process that got the same pid. */
export async function endProcess(identity: ProcessIdentity, graceMs = 15_000): Promise<void> {
  if (!isAlive(identity)) return;
  signal(identity.pid, 'SIGTERM');
  const gone = () => !isAlive(identity);
  await waitUntil(gone, { timeoutMs: graceMs, what: 'an orderly end', everyMs: 50 }).catch(() => undefined);
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
