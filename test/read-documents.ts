// The repository's documents, for the tests that hold them against what is really there.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const checkout = fileURLToPath(new URL('../', import.meta.url));

export interface Document {
  /** Path from the root of the checkout. */
  path: string;
  text: string;
}

/** Every Markdown file that is, or could be, committed. */
export function readDocuments(): Document[] {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.md'], {
    cwd: checkout,
    encoding: 'utf8',
  });
  return listed
    .split('\n')
    .filter((path) => path !== '')
    .map((path) => ({ path, text: readFileSync(`${checkout}${path}`, 'utf8') }));
}

/** Contents of the fenced blocks of a language, in order. */
export function fencedBlocks(text: string, language: string): string[] {
  const fence = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms');
  return [...text.matchAll(fence)].map(([, block]) => block ?? '');
}
