// The docker compose command line of an instance. Pure.
import { createHash } from 'node:crypto';
import type { PortName } from '../backend-names.ts';
import type { InstancePaths } from '../instance/paths.ts';

/** Unique per checkout and instance: its containers and volumes carry it. */
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

/** What compose.yaml reads. */
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
