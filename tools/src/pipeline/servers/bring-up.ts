// Brings up the servers of an instance: reuses those that answer and starts the rest in parallel.

import { existsSync, renameSync } from 'node:fs';
import { freePort } from '../process/free-port.ts';
import { identify } from '../process/identity.ts';
import type { Background } from '../process/run-background.ts';
import { untilReady } from '../process/until-ready.ts';
import type { BackendName, Ports } from './backend-names.ts';
import type { Way } from './choose-way.ts';
import { startContainers } from './containers.ts';
import { type InstanceState, mayRun, type Running, writeState } from './instance.ts';
import type { Ways } from './machine-facts.ts';
import type { Server, StartContext } from './server.ts';
import { servers } from './servers.ts';
import { endRunning } from './stop-instance.ts';

export interface Started {
  names: BackendName[];
  process: Background | undefined;
}
export type BringUpContext = StartContext & { state: InstanceState; detached: boolean };

/** Picks ports for servers that do not run, preferring the instance's earlier ones. */
export async function pickPorts(names: BackendName[], state: InstanceState): Promise<Ports> {
  for (const port of names.flatMap((name) => servers[name].ports)) {
    state.ports[port] = await freePort(state.ports[port]);
  }
  return state.ports as Ports;
}

/** Ends servers that are recorded as running but do not answer. Returns the names to start. */
export async function notRunning(names: BackendName[], context: BringUpContext): Promise<BackendName[]> {
  const checked = names.map(async (name) => {
    const running = context.state.running[name];
    if (!mayRun(running)) return [name];
    if (await answers(name, context)) {
      context.progress(`${servers[name].title}: already runs`);
      return [];
    }
    context.progress(`${servers[name].title}: runs but does not answer; restarting it`);
    await endRunning(context.paths, context.state, [name]);
    return [name];
  });
  return (await Promise.all(checked)).flat();
}

/** Starts all servers in parallel. If one fails or the signal aborts, ends all of them and throws. */
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
  const process = await startServer(servers[name], context);
  const identity = identify(process.pid);
  if (identity) record([name], { way: 'process', detached: context.detached, ...identity }, context);
  await untilAnswering(servers[name], process, context);
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
    await untilAnswering(servers[name], watched, context);
    reportReady(name, begin, context);
  }
  return { names, process };
}

// Recorded before it is ready: after a crash, the next start finds and ends the leftover.
function record(names: BackendName[], running: Running, { state, paths }: BringUpContext): void {
  for (const name of names) state.running[name] = running;
  writeState(paths, state);
}

function reportReady(name: BackendName, begin: number, { progress, ports }: BringUpContext): void {
  const { title, ports: names } = servers[name];
  const seconds = ((Date.now() - begin) / 1000).toFixed(1);
  progress(`${title}: ready on 127.0.0.1:${ports[names[0] ?? 'kafka']} after ${seconds} s`);
}

async function answers(name: BackendName, context: BringUpContext): Promise<boolean> {
  const ports = context.state.ports as Ports;
  return servers[name].probe({ ports, neo4jPassword: context.state.neo4jPassword }).then(
    () => true,
    () => false,
  );
}

// A slow laptop that is building at the same time needs half of this.
const maxStartMs = 180_000;

/** The returned process runs, but may not answer yet. */
async function startServer(server: Server, context: StartContext): Promise<Background> {
  const program = await server.fetch(context);
  context.signal.throwIfAborted();
  const log = context.paths.log(server.name);
  if (existsSync(log)) renameSync(log, `${log}.previous`);
  context.progress(`${server.title}: starting`);
  return server.launch(program, context);
}

function untilAnswering(
  { title, probe }: Server,
  { exited, logFile }: Pick<Background, 'exited' | 'logFile'>,
  context: StartContext,
): Promise<void> {
  const wait = { timeoutMs: maxStartMs, everyMs: 150, signal: context.signal };
  return untilReady({ name: title, exited, logFile }, () => probe(context), wait);
}
