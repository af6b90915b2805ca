// Servers in containers, for a machine with Docker and without Java.

import type { Background } from '../../process/run-background.ts';
import type { BackendName } from '../backend-names.ts';
import { Children } from '../children.ts';
import type { InstancePaths } from '../instance/paths.ts';
import type { InstanceState } from '../instance/state.ts';
import type { StartContext } from '../server.ts';
import { describeExit, StartFailure } from '../start-failure.ts';
import { composeArguments, composeEnvironment } from './compose-command.ts';

/**
 * Attached, the containers stop when the returned process does, and that ends with this process however it ends.
 * Detached, they are left to Docker and nothing is returned.
 */
export async function startContainers(
  names: BackendName[],
  detached: boolean,
  context: StartContext,
): Promise<Background | undefined> {
  const { paths, progress, children } = context;
  const settings = { ports: context.ports, neo4jPassword: context.neo4jPassword };
  progress(`${names.join(', ')}: creating containers; the first time, Docker fetches their images …`);
  await compose(paths, settings, ['up', '--no-start', ...names], children);
  if (detached) {
    await compose(paths, settings, ['up', '--detach', ...names], children);
    return undefined;
  }
  return startCompose(paths, settings, ['up', '--no-color', ...names], children);
}

/** The volumes stay. `otherContainers`: of this instance, to be left alone. */
export function removeContainers(
  paths: InstancePaths,
  settings: Settings,
  names: BackendName[],
  otherContainers: boolean,
): Promise<void> {
  const command = otherContainers ? ['rm', '--force', '--stop', ...names] : ['down'];
  return compose(paths, settings, command, new Children());
}

export function removeVolumes(paths: InstancePaths, settings: Settings): Promise<void> {
  return compose(paths, settings, ['down', '--volumes'], new Children());
}

type Settings = Pick<InstanceState, 'ports' | 'neo4jPassword'>;

async function compose(paths: InstancePaths, settings: Settings, command: string[], children: Children) {
  const running = await startCompose(paths, settings, command, children);
  const exit = await running.exited;
  if (exit.code !== 0) {
    throw new StartFailure(`docker compose ${command.join(' ')} ${describeExit(exit)}`, running.logFile);
  }
}

function startCompose(paths: InstancePaths, settings: Settings, command: string[], children: Children) {
  return children.start('containers', 'docker', composeArguments(paths, command), {
    logFile: paths.log('containers'),
    env: composeEnvironment(settings.ports, settings.neo4jPassword),
    // Compose gives each container ten seconds.
    graceMs: 30_000,
  });
}
