// Decides for each server how to start it on this machine. Pure.
import type { BackendName } from './backend-names.ts';

export interface Facts {
  /** The environment names an existing server. */
  given: Record<BackendName, boolean>;
  /** Its program is already in the cache. */
  fetched: Record<BackendName, boolean>;
  javaMajor: number | undefined;
  maven: boolean;
  /** python3 with venv and pip. */
  python: boolean;
  /** The client, Compose, and an engine that answers. */
  docker: boolean;
}

export type Tool = 'java' | 'maven' | 'python';
export type Way = { way: 'given' | 'process' | 'container' } | { way: 'none'; missing: Tool[] };

// Kafka 4 and Neo4j 5.26 both need it.
export const minJavaMajor = 17;

/** A server from the environment wins, then a plain process (starts faster than a container), then Docker. */
export function chooseWay(name: BackendName, facts: Facts): Way {
  if (facts.given[name]) return { way: 'given' };
  const missing = missingTools(name, facts);
  if (missing.length === 0) return { way: 'process' };
  return facts.docker ? { way: 'container' } : { way: 'none', missing };
}

function missingTools(name: BackendName, { javaMajor, maven, python, fetched }: Facts): Tool[] {
  const missing: Tool[] = [];
  if (name === 'agent') return python || fetched.agent ? missing : ['python'];
  if (javaMajor === undefined || javaMajor < minJavaMajor) missing.push('java');
  if (!maven && !fetched[name]) missing.push('maven');
  return missing;
}

const tools: Record<Tool, { what: string; debian: string; macos: string }> = {
  java: { what: `Java ${minJavaMajor} or newer`, debian: 'openjdk-17-jre-headless', macos: 'openjdk@21' },
  maven: { what: 'Maven', debian: 'maven', macos: 'maven' },
  python: { what: 'Python 3 with venv and pip', debian: 'python3-venv', macos: 'python' },
};

const variables: Record<BackendName, string> = {
  kafka: 'KAFKA_BROKERS=host:port',
  neo4j: 'NEO4J_URI=bolt://host:port, NEO4J_USER, NEO4J_PASSWORD',
  agent: 'DD_TRACE_AGENT_URL=http://host:port',
};

export function installAdvice(names: BackendName[], missing: Tool[]): string {
  const lacking = (Object.keys(tools) as Tool[])
    .filter((tool) => missing.includes(tool))
    .map((tool) => tools[tool]);
  return [
    `cannot start ${names.join(', ')}: no ${lacking.map(({ what }) => what).join(', no ')}, and no Docker instead.`,
    'One of these is enough:',
    `  Debian, Ubuntu:  sudo apt-get install ${lacking.map(({ debian }) => debian).join(' ')}`,
    `  macOS:           brew install ${lacking.map(({ macos }) => macos).join(' ')}`,
    '  Docker:          an engine that runs, with Compose 2 (check: docker info; docker compose version)',
    ...names.map((name) => `  your own ${name}:`.padEnd(19) + variables[name]),
  ].join('\n');
}
