// The process of the erase command: `npm run erase -- --account -`, and in the analyzer's image
// `node /app/services/erase/dist/main.js --account -`.
import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import { quietKafkajsWarning, stopSignal } from '@ringtrace/service-shell';
import { runErase } from './run-erase.ts';

quietKafkajsWarning();
const signal = stopSignal();

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = lines.question(question, { signal });
    return await Promise.race([answer, once(lines, 'close').then(() => '')]);
  } finally {
    lines.close();
  }
}

process.exitCode = await runErase(process.argv.slice(2), process.env, {
  print: (line) => void process.stdout.write(`${line}\n`),
  printError: (line) => void process.stderr.write(`${line}\n`),
  isInteractive: process.stdin.isTTY === true,
  ask,
  readInput: () => text(process.stdin),
  signal,
});
