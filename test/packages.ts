// `npm run check:packages`: licences, install scripts and sources of every package in the lock file.
import { readFileSync } from 'node:fs';
import { packageProblems } from './supply-chain/package-problems.ts';

const read = (name: string) => JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), 'utf8'));

const problems = packageProblems(read('package-lock.json').packages, read('package.json').allowScripts);
for (const problem of problems) process.stderr.write(`${problem}\n`);
process.exitCode = problems.length > 0 ? 1 : 0;
