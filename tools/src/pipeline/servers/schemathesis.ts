// Schemathesis, which sends requests made from an OpenAPI document: fetched once, in an environment of its own.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Progress } from './backend-names.ts';
import { Children } from './children.ts';
import { cacheEntry } from './fetch/cache.ts';
import { pythonEnvironment } from './fetch/python-environment.ts';
import { SCHEMATHESIS_VERSION } from './versions.ts';

const requirements = fileURLToPath(
  new URL('../../../servers/schemathesis/requirements.txt', import.meta.url),
);
const title = `Schemathesis ${SCHEMATHESIS_VERSION}`;

/** The Python whose `-m schemathesis.cli` it is. Needs Python 3.11 or newer. */
export async function fetchSchemathesis(logFile: string, progress: Progress): Promise<string> {
  const entry = cacheEntry('schemathesis', SCHEMATHESIS_VERSION, requirements);
  const environment = await pythonEnvironment(
    { title, requirements, entry },
    new Children(),
    logFile,
    progress,
  );
  return join(environment, 'bin', 'python');
}
