// The start in order: which servers are given, which run, which are missing; then starts all missing ones in parallel.

import { isDeepStrictEqual } from 'node:util';
import { Children } from '../process/run-background.ts';
import { addressesOf, type Backends, backendsOf, givenServers, type Origin } from './addresses.ts';
import { type BackendName, backendNames, type Ports, type Progress } from './backend-names.ts';
import { allOrNothing, type BringUpContext, notRunning, pickPorts, type Started } from './bring-up.ts';
import { instancePaths, readState, writeState } from './instance.ts';
import { withInstanceLock } from './lock.ts';
import { chooseWays } from './machine-facts.ts';
import type { KafkaExtras, Neo4jExtras } from './server-settings.ts';
import { verifyGiven } from './servers.ts';
import { endRunning, removeDataOfStopped, removeFolder } from './stop-instance.ts';

export interface StartOptions {
  /** Instances share only the downloads. */
  instance?: string;
  only?: readonly BackendName[];
  /** Starts servers even where the environment names some: for tests that stop them, or need them untouched. */
  own?: boolean;
  progress?: Progress;
  /** For tests of TLS and logins. The broker is then always our own process, whatever the environment says. */
  kafka?: KafkaExtras;
  /** For tests of TLS: the same for the database. */
  neo4j?: Neo4jExtras;
  /** Lets the servers outlive this process; `npm run local -- down` ends them. */
  detached?: boolean;
  /** Start with empty data. Rejected while the instance runs. */
  fresh?: boolean;
  /** Stops everything started so far, then rejects. */
  signal?: AbortSignal;
}

const onlyFreshProcess = 'needs Java, and an instance whose server does not run yet';

/**
 * Resolves when every wanted server answers. If one fails, the others of this call are stopped and the error says why.
 * Unless detached, the servers cannot outlive this process.
 */
export function startBackends(options: StartOptions = {}): Promise<Backends> {
  const { instance = 'default', only, progress = () => undefined, detached = false, fresh = false } = options;
  const { own = false, signal = new AbortController().signal, kafka, neo4j } = options;
  const paths = instancePaths(instance);
  const wanted = backendNames.filter((name) => !only || only.includes(name));

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
      {
        origins: Object.fromEntries(wanted.map((name) => [name, originOf(name)])),
        pids: Object.fromEntries(
          started.flatMap(({ names, process }) => (process ? names.map((name) => [name, process.pid]) : [])),
        ),
      },
      (stop) => stopStarted(started, { ...context, ports }, stop),
    );
  };
  return withInstanceLock(paths, progress, start, signal);
}

/** Stops what one call of startBackends started, and nothing else of the instance. */
export async function stopStarted(
  started: Started[],
  { paths, state, progress }: BringUpContext,
  { removeData = false } = {},
): Promise<void> {
  await Promise.all(started.map(({ process }) => process?.stop()));
  await withInstanceLock(paths, progress, async () => {
    const now = readState(paths);
    // Someone else may have restarted the same server in the meantime; that is a different entry.
    const ours = started
      .flatMap(({ names }) => names)
      .filter((name) => isDeepStrictEqual(now.running[name], state.running[name]));
    await endRunning(paths, now, ours);
    if (removeData && Object.keys(now.running).length === 0) await removeFolder(paths, now);
  });
}

/**
 * A test run starts its servers once per worker (test/servers/start.ts): their addresses as environment variables, emptied
 * for each caller; none where SHARED_SERVERS_URL is not set.
 */
async function sharedServers(names: readonly BackendName[]): Promise<NodeJS.ProcessEnv> {
  const url = process.env.SHARED_SERVERS_URL;
  if (!url || names.length === 0) return {};
  const worker = process.env.JEST_WORKER_ID ?? '1';
  const response = await fetch(`${url}?only=${names.join()}&worker=${worker}`);
  if (!response.ok) throw new Error(`shared servers: ${await response.text()}`);
  return (await response.json()) as NodeJS.ProcessEnv;
}
