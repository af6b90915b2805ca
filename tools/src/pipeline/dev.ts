// `npm run dev`: real servers and both services, compiled and restarted when a source changes. Ctrl-C ends all of it;
// the data stays for the next time.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { note, say } from '../demo/terminal.ts';
import { createTopics } from './create-topics.ts';
import { makeAccess } from './make-access.ts';
import { runBackground } from './process/run-background.ts';
import { quietKafkajsWarning } from './servers/commands/quiet-warning.ts';
import { startBackends } from './servers/start-backends.ts';
import { startService } from './start-service.ts';
import { trackUsers } from './track-users.ts';

const checkout = fileURLToPath(new URL('../../../', import.meta.url));
const logFolder = join(checkout, '.local/dev/logs');
const keyFile = join(checkout, '.local/dev/api-keys');
const ports = { ingestor: 3000, analyzer: 3001 };
/** Only for this machine: the same each time, so that yesterday's tokens still join. */
const developmentKey = 'development only, never for real identifiers';

if (process.argv.length > 2) {
  say(
    'npm run dev: Kafka, Neo4j, the trace agent and both services, restarted on change. It takes no flags.',
  );
  process.exit(process.argv.includes('--help') || process.argv.includes('-h') ? 0 : 2);
}

quietKafkajsWarning();
const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort());
process.once('SIGTERM', () => interrupted.abort());
const { signal } = interrupted;

const backends = await startBackends({ instance: 'dev', progress: note, signal });
const closers: (() => Promise<unknown>)[] = [() => backends.stop()];
try {
  await createTopics(backends.kafkaBrokers);
  const typescript = fileURLToPath(import.meta.resolve('typescript/package.json'));
  const compiler = await runBackground(
    'compiler',
    process.execPath,
    [join(typescript, '../bin/tsc'), '-b', '--watch', '--preserveWatchOutput', 'tsconfig.build.json'],
    { cwd: checkout, logFile: join(logFolder, 'compiler.log') },
  );
  closers.unshift(() => compiler.stop());
  const access = makeAccess(keyFile);
  const environment = {
    ...backends.environment,
    ...access.environment,
    ...trackUsers(),
    TOKEN_KEY: developmentKey,
    VERDICTS_BASE_URL: `http://127.0.0.1:${ports.analyzer}`,
  };
  for (const name of ['analyzer', 'ingestor'] as const) {
    const service = await startService(name, {
      logFolder,
      environment,
      port: ports[name],
      watch: true,
      signal,
    });
    closers.unshift(() => service.stop());
    note(`${name}: ${service.url}/docs, log ${service.logFile}`);
  }
  note(`the API key until the next start, shown once: ${access.keys.join()}`);
  say('\nEdit a source and it restarts. Ctrl-C ends it all.');
  const forever = setInterval(() => undefined, 60_000);
  if (!signal.aborted)
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  clearInterval(forever);
} finally {
  for (const close of closers) await close();
}
