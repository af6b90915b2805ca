// The process of the command: `npm run reconcile`, and in the analyzer's image
// `node --import file:///app/libs/telemetry/dist/start.js /app/services/dead-letters/dist/reconcile/main.js`.
import { quietKafkajsWarning, stopSignal } from '@ringtrace/service-shell';
import { runReconcile } from './run-reconcile.ts';

quietKafkajsWarning();
const signal = stopSignal();

process.exitCode = await runReconcile(process.argv.slice(2), process.env, {
  print: (line) => void process.stdout.write(`${line}\n`),
  printError: (line) => void process.stderr.write(`${line}\n`),
  signal,
});
