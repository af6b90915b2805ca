// Installs Python programs into the cache, each in its own virtual environment.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Children } from '../process/run-background.ts';
import { describeExit, StartFailure } from '../process/until-ready.ts';
import type { Progress } from './backend-names.ts';
import { cacheEntry, once } from './cache.ts';
import { schemathesisVersion } from './server.ts';

export interface PythonProgram {
  title: string;
  requirements: string;
  entry: string;
}

/** The environment can be moved after it is made, because only its python is used, never its scripts. */
export function pythonEnvironment(
  { title, requirements, entry }: PythonProgram,
  children: Children,
  logFile: string,
  progress: Progress,
): Promise<string> {
  return once(entry, async (folder) => {
    progress(`${title}: fetching from PyPI (once) …`);
    const environment = join(folder, 'environment');
    const run = async (command: string, args: string[]) => {
      const step = await children.start(`${title} install`, command, args, { logFile, graceMs: 2_000 });
      const exit = await step.exited;
      if (exit.code !== 0) throw new StartFailure(`${title}: installing it ${describeExit(exit)}`, logFile);
    };
    await run('python3', ['-m', 'venv', environment]);
    await run(join(environment, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', '-r', requirements]);
    return environment;
  });
}

const requirements = fileURLToPath(
  new URL('../../../servers/schemathesis/requirements.txt', import.meta.url),
);
const title = `Schemathesis ${schemathesisVersion}`;

/** Schemathesis sends requests generated from an OpenAPI document. Resolves with the python to call with `-m schemathesis.cli`. */
export async function fetchSchemathesis(logFile: string, progress: Progress): Promise<string> {
  const entry = cacheEntry('schemathesis', schemathesisVersion, requirements);
  const environment = await pythonEnvironment(
    { title, requirements, entry },
    new Children(),
    logFile,
    progress,
  );
  return join(environment, 'bin', 'python');
}
