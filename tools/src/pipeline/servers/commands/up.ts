// `up`: starts what is missing and tells how to use it.
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { environmentOf } from '../addresses.ts';
import type { BackendName } from '../backend-names.ts';
import type { Backends } from '../backends.ts';
import { type InstancePaths, instancePaths } from '../instance/paths.ts';
import { printNote, printResult } from '../output.ts';
import { startBackends } from '../start-backends.ts';
import { exportLines } from './export-lines.ts';

type UpOptions = { instance: string; only: BackendName[]; fresh: boolean; signal: AbortSignal };

export async function up({ instance, only, fresh, signal }: UpOptions): Promise<number> {
  const backends = await startBackends({
    instance,
    fresh,
    signal,
    detached: true,
    progress: printNote,
    ...(only.length > 0 && { only }),
  });
  const origins = Object.values(backends.origins);
  if (origins.every((origin) => origin === 'given')) {
    printNote('the environment names every server: there is nothing to start');
  } else {
    if (!origins.includes('started')) printNote(`instance '${instance}' already runs: nothing was started`);
    tellHowToUse(backends, instancePaths(instance));
  }
  return 0;
}

function tellHowToUse(backends: Backends, { instance, environmentFile }: InstancePaths): void {
  const own = ownEnvironment(backends);
  const lines = Object.entries(own).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(environmentFile, lines.join(''), { mode: 0o600 });
  const file = relative(process.cwd(), environmentFile);
  const flag = instance === 'default' ? '' : ` --instance ${instance}`;
  printNote('');
  printResult(exportLines(own, file));
  const secret = 'NEO4J_PASSWORD' in own ? ', with the password' : '';
  printNote(`
These are also in ${file}${secret}; only you can read it:
  set -a; . ./${file}; set +a      or      node --env-file=${file} …
Next: npm run local -- status${flag}   npm run local -- logs${flag}   npm run local -- down${flag}`);
}

// Whoever named a server has its credentials already; they are not copied to a file.
function ownEnvironment(backends: Backends): Record<string, string> {
  const isOwn = (name: BackendName) => !['given', undefined].includes(backends.origins[name]);
  return environmentOf({
    ...(isOwn('kafka') && { kafka: backends.kafkaBrokers }),
    ...(isOwn('neo4j') && { neo4j: backends.neo4j }),
    ...(isOwn('agent') && { agent: backends.agentUrl }),
  });
}
