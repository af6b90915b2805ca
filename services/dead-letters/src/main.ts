// The process of the command: `npm run dlq -- list`, and in the analyzer's image
// `node --import file:///app/libs/telemetry/dist/start.js /app/services/dead-letters/dist/main.js list`.
import { runDeadLetters } from './run-dead-letters.ts';

// kafkajs 2.2.4 sets a timer with a negative delay, and Node warns about it. Harmless.
process.removeAllListeners('warning');
process.on('warning', ({ name, message }) => {
  if (name !== 'TimeoutNegativeWarning') process.stderr.write(`${name}: ${message}\n`);
});

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // The first signal stops in order, a second one kills the process.
  process.once(signal, () => stopping.abort());
}

process.exitCode = await runDeadLetters(process.argv.slice(2), process.env, {
  print: (line) => void process.stdout.write(`${line}\n`),
  printError: (line) => void process.stderr.write(`${line}\n`),
  signal: stopping.signal,
});
