// `npm run dev`: real servers and both services, recompiled and restarted when a source file changes. Ctrl-C stops
// everything; the data is kept.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Lifetime, note, parseCommandLine, runProgram, say, untilInterrupted } from '../program.ts';
import { makeAccess, trackUsers } from './access.ts';
import { createTopics } from './create-topics.ts';
import { runBackground } from './process/run-background.ts';
import { startBackends } from './servers/start-backends.ts';
import { startService } from './start-services.ts';

const checkout = fileURLToPath(new URL('../../../', import.meta.url));
const logFolder = join(checkout, '.local/dev/logs');
const keyFile = join(checkout, '.local/dev/api-keys');
const ports = { ingestor: 3000, analyzer: 3001 };
/** Constant, so that tokens of earlier runs still match. Never used outside a developer's machine. */
const developmentKey = 'development only, never for real identifiers';

await runProgram({
  command: 'npm run dev',
  help: 'npm run dev: Kafka, Neo4j, the trace agent and both services, restarted on change. It takes no flags.',
  readOptions: (args) => {
    const { help = false } = parseCommandLine({
      args,
      options: { help: { type: 'boolean', short: 'h' } },
    }).values;
    return { help };
  },
  run,
});

async function run(_options: unknown, { signal, onEnd }: Lifetime): Promise<number> {
  const backends = await startBackends({ instance: 'dev', progress: note, signal });
  onEnd(() => backends.stop());
  await createTopics(backends.kafkaBrokers);
  const typescript = fileURLToPath(import.meta.resolve('typescript/package.json'));
  const compiler = await runBackground(
    'compiler',
    process.execPath,
    [join(typescript, '../bin/tsc'), '-b', '--watch', '--preserveWatchOutput', 'tsconfig.build.json'],
    { cwd: checkout, logFile: join(logFolder, 'compiler.log') },
  );
  onEnd(() => compiler.stop());
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
    onEnd(() => service.stop());
    note(`${name}: ${service.url}/docs, log ${service.logFile}`);
  }
  note(`the API key until the next start, shown once: ${access.keys.join()}`);
  say('\nEdit a source and it restarts. Ctrl-C stops everything.');
  await untilInterrupted(signal);
  return 0;
}
