// Settles how each server that has to be started is started, or says what this machine lacks for it.
import type { BackendName } from '../backend-names.ts';
import { SERVERS } from '../servers.ts';
import { chooseWay, type Way } from './choose-way.ts';
import type { GivenServers } from './given-servers.ts';
import { installAdvice } from './install-advice.ts';
import { machineFacts } from './machine-facts.ts';

export type Ways = Partial<Record<BackendName, Way['way']>>;

export async function chooseWays(names: BackendName[], given: GivenServers): Promise<Ways> {
  if (names.length === 0) return {};
  const isGiven = { kafka: !!given.kafka, neo4j: !!given.neo4j, agent: !!given.agent };
  const facts = await machineFacts(isGiven, SERVERS, names);
  const chosen = names.map((name) => ({ name, choice: chooseWay(name, facts) }));
  const impossible = chosen.flatMap(({ name, choice }) =>
    choice.way === 'none' ? [{ name, missing: choice.missing }] : [],
  );
  if (impossible.length > 0) {
    const lacking = impossible.flatMap(({ missing }) => missing);
    throw new Error(
      installAdvice(
        impossible.map(({ name }) => name),
        lacking,
      ),
    );
  }
  return Object.fromEntries(chosen.map(({ name, choice }) => [name, choice.way]));
}
