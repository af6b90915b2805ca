// Writes results. Full runs, and tuning on the standard days, go to tools/results, which is committed. A full run also
// updates the tables in docs/quality.md. Other results stay out of version control.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Results, toJson, toPage, toSection } from './page.ts';

const checkout = fileURLToPath(new URL('../../../../', import.meta.url));
const kept = 'tools/results';
const aside = '.local/quality-results';

/** Returns the file names, relative to the checkout. */
export function keepResults(results: Results): string[] {
  const { run, judgedBy } = results;
  const isFull = run === 'full';
  const name = `${isFull ? kept : aside}/quality${isFull ? '' : `-${run}`}${judgedBy === 'pipeline' ? '' : '-reference'}`;
  write(`${name}.json`, toJson(results));
  write(`${name}.md`, toPage(results));
  if (name !== `${kept}/quality`) return [`${name}.json`, `${name}.md`];
  const document = 'docs/quality.md';
  write(document, replaceSection(readFileSync(join(checkout, document), 'utf8'), toSection(results)));
  return [`${name}.json`, `${name}.md`, document];
}

/** `own`: the tuning used other days than the shipped thresholds. */
export function keepTuning(tuning: unknown, own: boolean): string {
  const name = `${own ? aside : kept}/quality-tuning.json`;
  write(name, toJson(tuning));
  return name;
}

const begin = '<!-- results: written by npm run bench:quality -->';
const end = '<!-- end of results -->';

/** Throws if the marks are missing. */
export function replaceSection(text: string, section: string): string {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from === -1 || to < from)
    throw new Error('docs/quality.md lacks the marks between which results are written');
  return `${text.slice(0, from)}${begin}\n\n${section}\n\n${text.slice(to)}`;
}

function write(name: string, text: string): void {
  const path = join(checkout, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
