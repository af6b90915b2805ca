// Brings up what is wanted of one instance: reuses what runs and answers, starts the rest at the same time.

import { freePort } from '../process/free-port.ts';
import { identify } from '../process/identity.ts';
import type { Background } from '../process/run-background.ts';
import type { BackendName, Ports } from './backend-names.ts';
import type { Way } from './choice/choose-way.ts';
import type { Ways } from './choice/choose-ways.ts';
import { startContainers } from './compose/containers.ts';
import { type InstanceState, mayRun, type Running, writeState } from './instance/state.ts';
import type { StartContext } from './server.ts';
import { SERVERS } from './servers.ts';
import { startServer, untilReady } from './start-server.ts';
import { endRunning } from './stop-instance.ts';

export type Started = { names: BackendName[]; process: Background | undefined };
export type BringUpContext = StartContext & { state: InstanceState; detached: boolean };

/** Ports of what does not run are picked here, the instance's former ones if they are free. */
export async function pickPorts(names: BackendName[], state: InstanceState): Promise<Ports> {
  for (const port of names.flatMap((name) => SERVERS[name].ports)) {
    state.ports[port] = await freePort(state.ports[port]);
  }
  return state.ports as Ports;
}

/** Ends what is recorded as running but does not answer; returns the names that have to be started. */
export async function notRunning(names: BackendName[], context: BringUpContext): Promise<BackendName[]> {
  const checked = names.map(async (name) => {
    const running = context.state.running[name];
    if (!mayRun(running)) return [name];
    if (await answers(name, context)) {
      context.progress(`${SERVERS[name].title}: already runs`);
      return [];
    }
    context.progress(`${SERVERS[name].title}: runs but does not answer; starting it anew`);
    await endRunning(context.paths, context.state, [name]);
    return [name];
  });
  return (await Promise.all(checked)).flat();
}

/** Starts all of it at the same time. When one fails, or the signal comes, ends all of it, then throws. */
export async function allOrNothing(ways: Ways, context: BringUpContext): Promise<Started[]> {
  const { children, signal, state, paths } = context;
  const endAll = () => void children.endAll();
  signal.addEventListener('abort', endAll, { once: true });
  const starts = bringUp(ways, context);
  try {
    return await Promise.all(starts);
  } catch (error) {
    await children.endAll();
    await Promise.allSettled(starts);
    await endRunning(paths, state, Object.keys(ways) as BackendName[]);
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener('abort', endAll);
  }
}

function bringUp(ways: Ways, context: BringUpContext): Promise<Started>[] {
  const named = (way: Way['way']) =>
    (Object.keys(ways) as BackendName[]).filter((name) => ways[name] === way);
  const contained = named('container');
  const starts = named('process').map((name) => asProcess(name, context));
  return contained.length > 0 ? [...starts, asContainers(contained, context)] : starts;
}

async function asProcess(name: BackendName, context: BringUpContext): Promise<Started> {
  const begin = Date.now();
  const process = await startServer(SERVERS[name], context);
  const identity = identify(process.pid);
  if (identity) record([name], { way: 'process', detached: context.detached, ...identity }, context);
  await untilReady(SERVERS[name], process, context);
  reportReady(name, begin, context);
  return { names: [name], process };
}

async function asContainers(names: BackendName[], context: BringUpContext): Promise<Started> {
  const begin = Date.now();
  context.state.hasVolumes = true;
  record(names, { way: 'container', detached: context.detached }, context);
  const process = await startContainers(names, context.detached, context);
  const watched = process ?? {
    exited: new Promise<never>(() => undefined),
    logFile: context.paths.log('containers'),
  };
  for (const name of names) {
    await untilReady(SERVERS[name], watched, context);
    reportReady(name, begin, context);
  }
  return { names, process };
}

// At once, not when ready: after a crash in between, the next start finds and ends the leftover.
function record(names: BackendName[], running: Running, { state, paths }: BringUpContext): void {
  for (const name of names) state.running[name] = running;
  writeState(paths, state);
}

function reportReady(name: BackendName, begin: number, { progress, ports }: BringUpContext): void {
  const { title, ports: names } = SERVERS[name];
  const seconds = ((Date.now() - begin) / 1000).toFixed(1);
  progress(`${title}: ready on 127.0.0.1:${ports[names[0] ?? 'kafka']} after ${seconds} s`);
}

async function answers(name: BackendName, context: BringUpContext): Promise<boolean> {
  const ports = context.state.ports as Ports;
  return SERVERS[name].probe({ ports, neo4jPassword: context.state.neo4jPassword }).then(
    () => true,
    () => false,
  );
}
