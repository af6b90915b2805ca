// The command line of erasing a person: `npm run erase -- --account -`, and in the image `node dist/erase-cli.js --account -`.
import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import { runErase } from './erase/run-erase.ts';

// kafkajs 2.2.4 schedules its first queue check at a negative time, of which Node warns. Harmless.
process.removeAllListeners('warning');
process.on('warning', ({ name, message }) => {
  if (name !== 'TimeoutNegativeWarning') process.stderr.write(`${name}: ${message}\n`);
});

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // A second one ends it at once.
  process.once(signal, () => stopping.abort());
}

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = lines.question(question, { signal: stopping.signal });
    return await Promise.race([answer, once(lines, 'close').then(() => '')]);
  } finally {
    lines.close();
  }
}

process.exitCode = await runErase(process.argv.slice(2), process.env, {
  say: (line) => void process.stdout.write(`${line}\n`),
  sayError: (line) => void process.stderr.write(`${line}\n`),
  isInteractive: process.stdin.isTTY === true,
  ask,
  readInput: () => text(process.stdin),
  signal: stopping.signal,
});
