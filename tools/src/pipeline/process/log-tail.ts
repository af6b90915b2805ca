// Reads the end of a log file, for error messages and `npm run local -- logs`.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const maxTailBytes = 256 * 1024;

/** The last lines; empty if there is no file. Reads at most the last 256 KiB. */
export function lastLines(file: string, count: number): string[] {
  const text = readFrom(file, -maxTailBytes).text.replace(/\n$/, '');
  return text === '' ? [] : text.split('\n').slice(-count);
}

/** The text from an offset (negative: from the end), and the offset at which the next read continues. */
export function readFrom(file: string, offset: number): { text: string; next: number } {
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { text: '', next: 0 };
    throw error;
  }
  try {
    const { size } = fstatSync(handle);
    const wanted = offset < 0 ? Math.max(0, size + offset) : offset;
    // A log that shrank was rotated: read it from its start.
    const from = wanted > size ? 0 : wanted;
    const buffer = Buffer.alloc(size - from);
    const read = readSync(handle, buffer, 0, buffer.length, from);
    return { text: buffer.toString('utf8', 0, read), next: from + read };
  } finally {
    closeSync(handle);
  }
}
