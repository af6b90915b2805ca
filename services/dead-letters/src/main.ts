// The process of the command: `npm run dlq -- list`, and in the analyzer's image
// `node --import file:///app/libs/telemetry/dist/start.js /app/services/dead-letters/dist/main.js list`.
import { quietKafkajsWarning, stopSignal } from '@ringtrace/service-shell';
import { runDeadLetters } from './run-dead-letters.ts';

quietKafkajsWarning();
const signal = stopSignal();

process.exitCode = await runDeadLetters(process.argv.slice(2), process.env, {
  print: (line) => void process.stdout.write(`${line}\n`),
  printError: (line) => void process.stderr.write(`${line}\n`),
  signal,
});
