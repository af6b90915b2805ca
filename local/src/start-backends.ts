// The story of a start: what is given, what runs, what is missing; then all of that at the same time.
import { addressesOf } from './addresses.ts';
import { BACKEND_NAMES, type BackendName, type Ports, type Progress } from './backend-names.ts';
import { type Backends, backendsOf, type Origin } from './backends.ts';
import { allOrNothing, notRunning, pickPorts } from './bring-up.ts';
import { Children } from './children.ts';
import { chooseWays } from './choice/choose-ways.ts';
import { givenServers } from './choice/given-servers.ts';
import { verifyGiven } from './choice/verify-given.ts';
import { withInstanceLock } from './instance/lock.ts';
import { instancePaths } from './instance/paths.ts';
import { readState, writeState } from './instance/state.ts';
import type { KafkaExtras } from './kafka/server-properties.ts';
import type { Neo4jExtras } from './neo4j/neo4j-conf.ts';
import { sharedServers } from './shared-servers.ts';
import { removeDataOfStopped } from './stop-instance.ts';
import { stopStarted } from './stop-started.ts';

export type StartOptions = {
  /** Instances share nothing but the downloads. */
  instance?: string;
  only?: readonly BackendName[];
  /** Starts servers even where the environment names some: for tests that stop them, or need them untouched. */
  own?: boolean;
  progress?: Progress;
  /** For tests of TLS and logins: the broker is then one of our own, as a process, whatever the environment names. */
  kafka?: KafkaExtras;
  /** For tests of TLS: as `kafka`, for the database. */
  neo4j?: Neo4jExtras;
  /** Lets the servers outlive this process; `npm run local -- down` ends them. */
  detached?: boolean;
  /** Begin with empty data. Refused while the instance runs. */
  fresh?: boolean;
  /** Ends everything begun so far, then rejects. */
  signal?: AbortSignal;
};

const onlyFreshProcess = 'needs Java, and an instance whose server does not run yet';

/**
 * Resolves when every server wanted answers. If one fails, the others of this call are ended and the error says why.
 * Unless detached, the servers end with this process, however that ends.
 */
export function startBackends(options: StartOptions = {}): Promise<Backends> {
  const { instance = 'default', only, progress = () => undefined, detached = false, fresh = false } = options;
  const { own = false, signal = new AbortController().signal, kafka, neo4j } = options;
  const paths = instancePaths(instance);
  const wanted = BACKEND_NAMES.filter((name) => !only || only.includes(name));

  const start = async () => {
    if (fresh) await removeDataOfStopped(paths);
    const state = readState(paths);
    const { neo4jPassword } = state;
    const context = {
      paths,
      children: new Children(),
      progress,
      signal,
      neo4jPassword,
      kafka,
      neo4j,
      state,
      detached,
    };

    const withExtras = (['kafka', 'neo4j'] as const).filter((name) => options[name]);
    const given = own ? {} : givenServers(process.env, state.ports);
    const shareable = wanted.filter(
      (name) => !own && !given[name] && !(withExtras as string[]).includes(name),
    );
    Object.assign(given, givenServers(await sharedServers(shareable), state.ports));
    for (const name of withExtras) delete given[name];
    await Promise.all(wanted.map((name) => verifyGiven(name, given, progress)));
    const ours = wanted.filter((name) => !given[name]);
    const missing = await notRunning(ours, { ...context, ports: state.ports as Ports });
    const ways = await chooseWays(missing, given);
    const unfit = withExtras.find((name) => ways[name] !== 'process');
    if (unfit) throw new Error(`option '${unfit}': ${onlyFreshProcess}`);

    const ports = await pickPorts(missing, state);
    writeState(paths, state);
    const started = await allOrNothing(ways, { ...context, ports });
    if (detached) await Promise.all(started.map(({ process }) => process?.release()));

    const originOf = (name: BackendName): Origin =>
      given[name] ? 'given' : missing.includes(name) ? 'started' : 'reused';
    return backendsOf(
      addressesOf(wanted, given, ports, neo4jPassword),
      Object.fromEntries(wanted.map((name) => [name, originOf(name)])),
      (stop) => stopStarted(started, { ...context, ports }, stop),
    );
  };
  return withInstanceLock(paths, progress, start, signal);
}
