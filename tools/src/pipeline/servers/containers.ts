// Runs servers in containers, on machines with Docker but without Java.

import { createHash } from 'node:crypto';
import { type Background, Children } from '../process/run-background.ts';
import { describeExit, StartFailure } from '../process/until-ready.ts';
import type { BackendName, PortName } from './backend-names.ts';
import type { InstancePaths, InstanceState } from './instance.ts';
import type { StartContext } from './server.ts';

/**
 * Attached, the containers stop with the returned process, which cannot outlive this one.
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

/** Keeps the volumes. `otherContainers`: the instance has others that must keep running. */
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

/** Unique per checkout and instance; names its containers and volumes. */
export function projectName({ checkout, instance }: Pick<InstancePaths, 'checkout' | 'instance'>): string {
  return `ringtrace-${createHash('sha256').update(checkout).digest('hex').slice(0, 8)}-${instance}`;
}

export function composeArguments(
  paths: Pick<InstancePaths, 'checkout' | 'instance'>,
  command: string[],
): string[] {
  const files = ['--project-directory', paths.checkout, '--file', `${paths.checkout}/compose.yaml`];
  return ['compose', '--project-name', projectName(paths), ...files, ...command];
}

/** The variables that compose.yaml reads. */
export function composeEnvironment(
  ports: Partial<Record<PortName, number>>,
  neo4jPassword: string,
): Record<string, string> {
  return {
    RINGTRACE_KAFKA_PORT: `${ports.kafka ?? ''}`,
    RINGTRACE_BOLT_PORT: `${ports.bolt ?? ''}`,
    RINGTRACE_AGENT_PORT: `${ports.agent ?? ''}`,
    NEO4J_PASSWORD: neo4jPassword,
  };
}
