// Brings a Python program, in an environment of its own, into the cache.
import { join } from 'node:path';
import type { Progress } from '../backend-names.ts';
import type { Children } from '../children.ts';
import { describeExit, StartFailure } from '../start-failure.ts';
import { once } from './cache.ts';

export type PythonProgram = { title: string; requirements: string; entry: string };

/** The environment may be moved once made: it is used through its python, never through its scripts. */
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
