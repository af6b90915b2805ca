// Downloads, cached once per machine outside the checkout. An entry is either complete or absent.
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

const abandonedMs = 24 * 3_600_000;

export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return env.RINGTRACE_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'ringtrace');
}

/** The path changes with the version and with the content of the file that lists its parts. */
export function cacheEntry(name: string, version: string, listFile: string): string {
  const list = createHash('sha256').update(readFileSync(listFile)).digest('hex').slice(0, 8);
  return join(cacheFolder(), `${name}-${version}-${list}`);
}

/**
 * Fills the entry if it is missing. `make` works in a temporary folder and returns the part to keep, which is renamed
 * into place. Concurrent calls are safe, and a crash leaves no partial entry.
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
    // Another process was faster; its entry is as good.
    if (!existsSync(entry)) throw error;
  }
}

function removeAbandoned(): void {
  for (const name of readdirSync(cacheFolder())) {
    const path = join(cacheFolder(), name);
    if (name.includes('.unfinished-') && Date.now() - statSync(path).mtimeMs > abandonedMs) {
      rmSync(path, { recursive: true, force: true });
    }
  }
}
