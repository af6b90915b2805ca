// Downloads that are made once per machine, outside the checkout, and are either whole or not there.
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const ABANDONED_MS = 24 * 3_600_000;

export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return env.RINGTRACE_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'ringtrace');
}

/** Changes with the version and with the file that lists what belongs to it. */
export function cacheEntry(name: string, version: string, listFile: string): string {
  const list = createHash('sha256').update(readFileSync(listFile)).digest('hex').slice(0, 8);
  return join(cacheFolder(), `${name}-${version}-${list}`);
}

/**
 * Fills the entry unless it is there. `make` works in a folder of its own and returns the part to keep, which is
 * renamed into place: two processes may do this at the same time, and one that dies leaves no half entry.
 */
export async function once(entry: string, make: (folder: string) => Promise<string>): Promise<string> {
  if (existsSync(entry)) return entry;
  mkdirSync(cacheFolder(), { recursive: true });
  removeAbandoned();
  const folder = mkdtempSync(`${entry}.unfinished-`);
  try {
    const made = await make(folder);
    if (!existsSync(entry)) moveInto(made, entry);
    return entry;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function moveInto(made: string, entry: string): void {
  try {
    renameSync(made, entry);
  } catch (error) {
    // Another process was first: its entry is as good.
    if (!existsSync(entry)) throw error;
  }
}

function removeAbandoned(): void {
  for (const name of readdirSync(cacheFolder())) {
    const path = join(cacheFolder(), name);
    if (name.includes('.unfinished-') && Date.now() - statSync(path).mtimeMs > ABANDONED_MS) {
      rmSync(path, { recursive: true, force: true });
    }
  }
}
