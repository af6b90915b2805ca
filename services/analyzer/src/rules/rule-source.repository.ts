// Reads rule files as text: the shipped ones, and those of the directory that RULES_DIR names.
import { constants } from 'node:fs';
import { open, readdir, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseRule, type Rule } from './rule.ts';

/** A file of a rules directory: its text, or why there is none. */
export type RuleFile = { name: string; text: string } | { name: string; problem: string };

/** Of one file. A rule has some kilobytes; what is larger was put there by mistake. */
const maxBytes = 256 * 1024;

const shippedDirectory = fileURLToPath(new URL('../../rules/', import.meta.url));

/** The rules of this package, in the order of their ids. Whether the database takes them is not known yet. */
export async function readShippedRules(): Promise<Rule[]> {
  const files = await readRuleFiles(shippedDirectory);
  return files.map((file) => parseRule(file.name, 'text' in file ? file.text : ''));
}

/**
 * Its `*.cypher` files but hidden ones, in the order of their names. One that cannot be read does not hide the others.
 * Throws if the directory itself cannot be read.
 */
export async function readRuleFiles(directory: string): Promise<RuleFile[]> {
  const names = (await readdir(directory)).filter((name) => /^[^.].*\.cypher$/.test(name)).sort();
  const files = await Promise.all(names.map((name) => readRuleFile(directory, name)));
  return files.filter((file) => file !== undefined);
}

async function readRuleFile(directory: string, name: string): Promise<RuleFile | undefined> {
  try {
    // A ConfigMap's files are links through `..data`, which is swapped; they stay within the directory.
    const path = await realpath(join(directory, name));
    if (!path.startsWith((await realpath(directory)) + sep)) {
      return { name, problem: 'is a link that leaves the directory: put the file itself there' };
    }
    return await readSmallFile(path, name);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Gone since it was listed, or a link into a ConfigMap that no longer has it.
    if (code === 'ENOENT') return undefined;
    return { name, problem: `cannot be read (${code}): make it readable for the user of this process` };
  }
}

async function readSmallFile(path: string, name: string): Promise<RuleFile> {
  // Without O_NONBLOCK the open of a pipe would wait for a writer.
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const { size } = await handle.stat().then((stat) => (stat.isFile() ? stat : { size: Infinity }));
    if (size > maxBytes) {
      return { name, problem: `is no file of at most ${maxBytes / 1024} KiB: make it smaller` };
    }
    return { name, text: await handle.readFile('utf8') };
  } finally {
    await handle.close();
  }
}
