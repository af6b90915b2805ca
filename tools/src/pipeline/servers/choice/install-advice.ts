// The one message for a machine that can start nothing: what to install, or what to set instead.
import type { BackendName } from '../backend-names.ts';
import { JAVA_NEEDED, type Tool } from './choose-way.ts';

const TOOLS: Record<Tool, { what: string; debian: string; macos: string }> = {
  java: { what: `Java ${JAVA_NEEDED} or newer`, debian: 'openjdk-17-jre-headless', macos: 'openjdk@21' },
  maven: { what: 'Maven', debian: 'maven', macos: 'maven' },
  python: { what: 'Python 3 with venv and pip', debian: 'python3-venv', macos: 'python' },
};

const VARIABLES: Record<BackendName, string> = {
  kafka: 'KAFKA_BROKERS=host:port',
  neo4j: 'NEO4J_URI=bolt://host:port, NEO4J_USER, NEO4J_PASSWORD',
  agent: 'DD_TRACE_AGENT_URL=http://host:port',
};

export function installAdvice(names: BackendName[], missing: Tool[]): string {
  const tools = (Object.keys(TOOLS) as Tool[])
    .filter((tool) => missing.includes(tool))
    .map((tool) => TOOLS[tool]);
  return [
    `cannot start ${names.join(', ')}: no ${tools.map(({ what }) => what).join(', no ')}, and no Docker instead.`,
    'One of these is enough:',
    `  Debian, Ubuntu:  sudo apt-get install ${tools.map(({ debian }) => debian).join(' ')}`,
    `  macOS:           brew install ${tools.map(({ macos }) => macos).join(' ')}`,
    '  Docker:          an engine that runs, with Compose 2 (check: docker info; docker compose version)',
    ...names.map((name) => `  your own ${name}:`.padEnd(19) + VARIABLES[name]),
  ].join('\n');
}
