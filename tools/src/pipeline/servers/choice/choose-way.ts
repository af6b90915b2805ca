// Decides, per server, how it is brought up on this machine. Pure: the facts come in.
import type { BackendName } from '../backend-names.ts';

export type Facts = {
  /** The environment names an existing server. */
  given: Record<BackendName, boolean>;
  /** Its program is in the cache already. */
  fetched: Record<BackendName, boolean>;
  javaMajor: number | undefined;
  maven: boolean;
  /** python3 that can make an environment with pip. */
  python: boolean;
  /** A client, Compose and an engine that answers. */
  docker: boolean;
};

export type Tool = 'java' | 'maven' | 'python';
export type Way = { way: 'given' | 'process' | 'container' } | { way: 'none'; missing: Tool[] };

// Kafka 4 and Neo4j 5.26 both need it.
export const JAVA_NEEDED = 17;

/** A given server wins; then a plain process, which starts faster than a container; then Docker. */
export function chooseWay(name: BackendName, facts: Facts): Way {
  if (facts.given[name]) return { way: 'given' };
  const missing = missingTools(name, facts);
  if (missing.length === 0) return { way: 'process' };
  return facts.docker ? { way: 'container' } : { way: 'none', missing };
}

function missingTools(name: BackendName, { javaMajor, maven, python, fetched }: Facts): Tool[] {
  const missing: Tool[] = [];
  if (name === 'agent') return python || fetched.agent ? missing : ['python'];
  if (javaMajor === undefined || javaMajor < JAVA_NEEDED) missing.push('java');
  if (!maven && !fetched[name]) missing.push('maven');
  return missing;
}
