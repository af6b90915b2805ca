// `logs`: the end of each log, and with --follow what comes after it.
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { BACKEND_NAMES, type BackendName } from '../backend-names.ts';
import { instancePaths } from '../instance/paths.ts';
import { lastLines, readFrom } from '../log-tail.ts';
import { printNote, printResult } from '../output.ts';

export async function logs(options: {
  instance: string;
  only: BackendName[];
  follow: boolean;
  lines: number;
  signal: AbortSignal;
}): Promise<number> {
  const paths = instancePaths(options.instance);
  const names: string[] = options.only.length > 0 ? options.only : [...BACKEND_NAMES, 'containers'];
  const files = names.map((name) => ({ name, file: paths.log(name) })).filter(({ file }) => existsSync(file));
  if (files.length === 0) {
    printNote(`instance '${options.instance}' has no log of ${names.join(', ')} yet`);
    return 1;
  }
  const prefix = (name: string) => (files.length > 1 ? `${name} | ` : '');
  for (const { name, file } of files) {
    for (const line of lastLines(file, options.lines)) printResult(prefix(name) + line);
  }
  if (options.follow) {
    const followed = files.map(({ name, file }) =>
      follow(file, (line) => printResult(prefix(name) + line), options.signal),
    );
    await Promise.all(followed);
  }
  return 0;
}

async function follow(file: string, print: (line: string) => void, signal: AbortSignal): Promise<void> {
  let { next } = readFrom(file, -1);
  let unfinished = '';
  while (!signal.aborted) {
    const more = readFrom(file, next);
    next = more.next;
    const lines = (unfinished + more.text).split('\n');
    unfinished = lines.pop() ?? '';
    lines.forEach(print);
    await sleep(200, undefined, { signal }).catch(() => undefined);
  }
}
