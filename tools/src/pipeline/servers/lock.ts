// A lock file: one command at a time changes an instance. The lock of a dead process does not count; unlike a lock with a
// heartbeat (proper-lockfile), it is free the moment its holder dies.
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { identify, isAlive, type ProcessIdentity } from '../process/identity.ts';
import { waitUntil } from '../process/wait-until.ts';
import type { Progress } from './backend-names.ts';
import type { InstancePaths } from './instance.ts';

// A cold start may download for minutes; others wait for its result.
const maxHoldMs = 15 * 60_000;

export async function withInstanceLock<T>(
  paths: InstancePaths,
  progress: Progress,
  work: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const release = await acquire(paths, progress, signal);
  try {
    return await work();
  } finally {
    release();
  }
}

async function acquire(
  { lockFile, instance }: InstancePaths,
  progress: Progress,
  signal: AbortSignal | undefined,
): Promise<() => void> {
  mkdirSync(dirname(lockFile), { recursive: true });
  let announced = false;
  await waitUntil(
    () => {
      const holder = take(lockFile);
      if (holder && !announced)
        progress(`instance '${instance}': waiting for process ${holder.pid}, which is changing it`);
      announced ||= holder !== undefined;
      return holder === undefined;
    },
    {
      timeoutMs: maxHoldMs,
      what: `the lock of instance '${instance}' (${lockFile})`,
      everyMs: 200,
      ...(signal && { signal }),
    },
  );
  return () => rmSync(lockFile, { force: true });
}

/** Returns undefined if we got the lock, otherwise its live holder. */
function take(lockFile: string): ProcessIdentity | undefined {
  // Written to a temporary file and linked, so that a lock file always names its holder.
  const mine = `${lockFile}.${process.pid}`;
  writeFileSync(mine, JSON.stringify(identify(process.pid)));
  try {
    for (;;) {
      try {
        linkSync(mine, lockFile);
        return undefined;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const holder = holderOf(lockFile);
      if (holder && isAlive(holder)) return holder;
      removeStale(lockFile);
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

// Moved aside and checked again, because someone else may have taken the lock in the meantime.
function removeStale(lockFile: string): void {
  const aside = `${lockFile}.stale.${process.pid}`;
  try {
    renameSync(lockFile, aside);
  } catch {
    return;
  }
  const holder = holderOf(aside);
  if (holder && isAlive(holder)) renameSync(aside, lockFile);
  else rmSync(aside, { force: true });
}

function holderOf(lockFile: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(lockFile, 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
}
