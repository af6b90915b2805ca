// The programs that chart and manifest checks run. For a missing one, the error says in one line what to install.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type RunOptions, run } from '../cluster/commands.ts';

const install = {
  helm: 'Helm 3.14 or newer, https://helm.sh/docs/intro/install/',
  'helm-unittest': 'it by `helm plugin install https://github.com/helm-unittest/helm-unittest`',
  kubeconform: 'kubeconform 0.6 or newer, https://github.com/yannh/kubeconform/releases',
  skaffold: 'Skaffold 2.15 or newer, https://skaffold.dev/docs/install/',
};
export type Tool = keyof typeof install;

/**
 * Path of a program.
 * @throws Error of one line if no folder of `path` holds it
 */
export function tool(name: Tool, path = process.env.PATH ?? ''): string {
  const found = path
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(isExecutable);
  if (found === undefined) throw new Error(missing(name));
  return found;
}

const missing = (name: Tool) => `${name} is not on the PATH: install ${install[name]}`;

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Each resolves to stdout, and rejects when the exit code is not 0. */
export const helm = async (args: string[], options?: RunOptions) => run(tool('helm'), args, options);
export const kubeconform = async (args: string[], options?: RunOptions) =>
  run(tool('kubeconform'), args, options);
export const skaffold = async (args: string[], options?: RunOptions) => run(tool('skaffold'), args, options);

/** As a Helm plugin, or as a program of its own. */
export async function helmUnittest(args: string[]): Promise<string> {
  if (/^unittest\s/m.test(await helm(['plugin', 'list']))) return helm(['unittest', ...args]);
  return run(tool('helm-unittest'), args);
}
