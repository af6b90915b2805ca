// Reads rule files: the shipped ones and those in RULES_DIR.
import { constants } from 'node:fs';
import { access, open, readdir, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseRule, type Rule } from './rule.ts';

/** A file of a rules directory: its text, or why it could not be read. */
export type RuleFile = { name: string; text: string } | { name: string; problem: string };

/** Per file. Rules have a few kilobytes; a larger file is there by mistake. */
const maxBytes = 256 * 1024;

const shippedDirectory = fileURLToPath(new URL('../../rules/', import.meta.url));

/** The rules of this package, sorted by id and not yet checked by the database. */
export async function readShippedRules(): Promise<Rule[]> {
  const files = await readRuleFiles(shippedDirectory);
  return files.map((file) => parseRule(file.name, 'text' in file ? file.text : ''));
}

/**
 * The `*.cypher` files of a directory without hidden ones, sorted by name. An unreadable file does not affect the others.
 * Throws if the directory itself cannot be read, also if that happens halfway.
 */
export async function readRuleFiles(directory: string): Promise<RuleFile[]> {
  const once = await readListedFiles(directory);
  // A file that was listed and is missing was removed, or it is moving with its directory: a second look tells.
  return once.isWhole ? once.files : (await readListedFiles(directory)).files;
}

async function readListedFiles(directory: string): Promise<{ files: RuleFile[]; isWhole: boolean }> {
  const names = (await readdir(directory)).filter((name) => /^[^.].*\.cypher$/.test(name)).sort();
  const read = await Promise.all(names.map((name) => readRuleFile(directory, name)));
  const files = read.filter((file) => file !== undefined);
  const isWhole = files.length === names.length;
  if (!isWhole) await access(directory);
  return { files, isWhole };
}

async function readRuleFile(directory: string, name: string): Promise<RuleFile | undefined> {
  try {
    // The files of a ConfigMap are links through `..data`, which is swapped on updates. They stay within the directory.
    const path = await realpath(join(directory, name));
    if (!path.startsWith((await realpath(directory)) + sep)) {
      return { name, problem: 'is a link out of the directory: put the file itself there' };
    }
    return await readSmallFile(path, name);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Removed since it was listed, or a link into a ConfigMap that no longer has it.
    if (code === 'ENOENT') return undefined;
    return { name, problem: `cannot be read (${code}): make it readable for the user of this process` };
  }
}

async function readSmallFile(path: string, name: string): Promise<RuleFile> {
  // Without O_NONBLOCK, opening a named pipe would wait for a writer.
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const { size } = await handle.stat().then((stat) => (stat.isFile() ? stat : { size: Infinity }));
    if (size > maxBytes) {
      return { name, problem: `is not a regular file of at most ${maxBytes / 1024} KiB: make it smaller` };
    }
    return { name, text: await handle.readFile('utf8') };
  } finally {
    await handle.close();
  }
}
