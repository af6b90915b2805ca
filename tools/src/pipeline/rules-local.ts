// `npm run rules:local -- check FILE`: the analyzer's rules CLI on the graph of `npm run demo`, whether the demo runs or not.
import { say, sayError } from '../program.ts';
import { startBackends } from './servers/start-backends.ts';

const cli = new URL('../../../services/analyzer/dist/rules-cli.js', import.meta.url);

if (process.argv[2] === 'check') {
  const backends = await startBackends({ instance: 'demo', only: ['neo4j'], progress: sayError });
  Object.assign(process.env, backends.environment);
  // A database that the environment names is not ours to change.
  if (backends.origins.neo4j !== 'given') process.argv.push('--prepare');
  // Sets the exit code, and never throws.
  await import(cli.href);
  await backends.stop();
} else {
  say(
    'npm run rules:local -- check FILE [flags]: starts a local Neo4j for the check. See npm run rules -- --help',
  );
}
