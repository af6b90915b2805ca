// The commands of `npm run local`: up, down, status and logs.

import { existsSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { say, sayError } from '../../program.ts';
import { toColumns } from '../../table.ts';
import { lastLines, readFrom } from '../process/until-ready.ts';
import { type Backends, environmentOf } from './addresses.ts';
import { type BackendName, backendNames, type Ports } from './backend-names.ts';
import { type InstancePaths, type InstanceState, instancePaths, mayRun, readState } from './instance.ts';
import { placesInCluster } from './kafka.ts';
import { servers } from './servers.ts';
import { startBackends } from './start-backends.ts';
import { stopInstance } from './stop-instance.ts';

interface UpOptions {
  instance: string;
  only: BackendName[];
  fresh: boolean;
  brokers: 1 | 3;
  signal: AbortSignal;
}

/** Of the further brokers of a cluster: each is an instance of its own. */
const brokerInstances = (instance: string) => [2, 3].map((nodeId) => `${instance}-broker-${nodeId}`);

export async function up({ instance, only, fresh, brokers, signal }: UpOptions): Promise<number> {
  const shared = { fresh, signal, detached: true, progress: sayError };
  const [first, ...others] = await placesInCluster(brokers);
  const starts = [
    startBackends({
      ...shared,
      instance,
      ...(only.length > 0 && { only }),
      ...(first && { kafka: { node: first } }),
    }),
    ...others.map((node, index) =>
      startBackends({
        ...shared,
        instance: brokerInstances(instance)[index] as string,
        only: ['kafka'],
        kafka: { node },
      }),
    ),
  ];
  const [backends, ...further] = (await Promise.all(starts)) as [Backends, ...Backends[]];
  const origins = Object.values(backends.origins);
  if (origins.every((origin) => origin === 'given')) {
    sayError('the environment names every server; nothing to start');
  } else {
    if (!origins.includes('started'))
      sayError(`instance '${instance}' is already running; nothing was started`);
    tellHowToUse(backends, further, instancePaths(instance));
  }
  return 0;
}

function tellHowToUse(
  backends: Backends,
  further: Backends[],
  { instance, environmentFile }: InstancePaths,
): void {
  const own = ownEnvironment(backends);
  if (further.length > 0)
    own.KAFKA_BROKERS = [own.KAFKA_BROKERS, ...further.map(({ kafkaBrokers }) => kafkaBrokers)].join();
  const lines = Object.entries(own).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(environmentFile, lines.join(''), { mode: 0o600 });
  const file = relative(process.cwd(), environmentFile);
  const flag = instance === 'default' ? '' : ` --instance ${instance}`;
  sayError('');
  say(exportLines(own, file));
  const secret = 'NEO4J_PASSWORD' in own ? ', with the password' : '';
  sayError(`
These are also in ${file}${secret}; only you can read it:
  set -a; . ./${file}; set +a      or      node --env-file=${file} …
Next: npm run local -- status${flag}   npm run local -- logs${flag}   npm run local -- down${flag}`);
}

// Credentials of servers from the environment are not copied to a file.
function ownEnvironment(backends: Backends): Record<string, string> {
  const isOwn = (name: BackendName) => !['given', undefined].includes(backends.origins[name]);
  return environmentOf({
    ...(isOwn('kafka') && { kafka: backends.kafkaBrokers }),
    ...(isOwn('neo4j') && { neo4j: backends.neo4j }),
    ...(isOwn('agent') && { agent: backends.agentUrl }),
  });
}

/** Pure: lines that a shell can evaluate. The password is read from the file only then, so it never shows on the terminal. */
export function exportLines(environment: Record<string, string>, file: string): string {
  return Object.entries(environment)
    .map(([name, value]) =>
      name === 'NEO4J_PASSWORD'
        ? `export ${name}="$(sed -n 's/^${name}=//p' '${file}')"`
        : `export ${name}=${value}`,
    )
    .join('\n');
}

/** Also cleans up after a crash. */
export async function down(options: { instance: string; removeData: boolean }): Promise<number> {
  const { instance, removeData } = options;
  const paths = instancePaths(instance);
  const ended = await stopInstance(paths, { removeData, progress: sayError });
  for (const each of brokerInstances(instance)) {
    const further = instancePaths(each);
    if (existsSync(further.folder)) await stopInstance(further, { removeData, progress: sayError });
  }
  sayError(
    ended.length > 0
      ? `instance '${instance}': stopped ${ended.join(', ')}`
      : `instance '${instance}': nothing ran`,
  );
  if (removeData) sayError(`deleted ${paths.folder}`);
  return 0;
}

const notRunningCode = 3;

export async function status({ instance }: { instance: string }): Promise<number> {
  const paths = instancePaths(instance);
  const state = readState(paths);
  const rows = await Promise.all(backendNames.map((name) => row(name, state, paths)));
  say(toColumns([['server', 'pid', 'address', 'health', 'log'], ...rows]));
  return rows.every(([, , , health]) => health === 'answers') ? 0 : notRunningCode;
}

async function row(name: BackendName, state: InstanceState, paths: InstancePaths): Promise<string[]> {
  const running = state.running[name];
  const { title, ports, probe } = servers[name];
  if (!mayRun(running)) return [title, '-', '-', 'does not run', '-'];
  const inContainer = running.way === 'container';
  const health = await probe({ ports: state.ports as Ports, neo4jPassword: state.neo4jPassword }).then(
    () => 'answers',
    (error: Error) => `does not answer: ${error.message.split('\n')[0]}`,
  );
  return [
    title,
    inContainer ? 'container' : `${running.pid}`,
    `127.0.0.1:${state.ports[ports[0] ?? 'kafka']}`,
    health,
    paths.log(inContainer ? 'containers' : name),
  ];
}

export async function logs(options: {
  instance: string;
  only: BackendName[];
  follow: boolean;
  lines: number;
  signal: AbortSignal;
}): Promise<number> {
  const paths = instancePaths(options.instance);
  const names: string[] = options.only.length > 0 ? options.only : [...backendNames, 'containers'];
  const files = names.map((name) => ({ name, file: paths.log(name) })).filter(({ file }) => existsSync(file));
  if (files.length === 0) {
    sayError(`instance '${options.instance}' has no log of ${names.join(', ')} yet`);
    return 1;
  }
  const prefix = (name: string) => (files.length > 1 ? `${name} | ` : '');
  for (const { name, file } of files) {
    for (const line of lastLines(file, options.lines)) say(prefix(name) + line);
  }
  if (options.follow) {
    const followed = files.map(({ name, file }) =>
      follow(file, (line) => say(prefix(name) + line), options.signal),
    );
    await Promise.all(followed);
  }
  return 0;
}

async function follow(file: string, print: (line: string) => void, signal: AbortSignal): Promise<void> {
  let { next } = readFrom(file, -1);
  let unfinished = '';
  while (!signal.aborted) {
    const more = readFrom(file, next);
    next = more.next;
    const lines = (unfinished + more.text).split('\n');
    unfinished = lines.pop() ?? '';
    lines.forEach(print);
    await sleep(200, undefined, { signal }).catch(() => undefined);
  }
}
