// `status`: what runs, where, and whether it answers.
import { BACKEND_NAMES, type BackendName, type Ports } from '../backend-names.ts';
import { type InstancePaths, instancePaths } from '../instance/paths.ts';
import { type InstanceState, mayRun, readState } from '../instance/state.ts';
import { printResult } from '../output.ts';
import { SERVERS } from '../servers.ts';
import { table } from './table.ts';

const NOT_RUNNING = 3;

export async function status({ instance }: { instance: string }): Promise<number> {
  const paths = instancePaths(instance);
  const state = readState(paths);
  const rows = await Promise.all(BACKEND_NAMES.map((name) => row(name, state, paths)));
  printResult(table([['server', 'pid', 'address', 'health', 'log'], ...rows]));
  return rows.every(([, , , health]) => health === 'answers') ? 0 : NOT_RUNNING;
}

async function row(name: BackendName, state: InstanceState, paths: InstancePaths): Promise<string[]> {
  const running = state.running[name];
  const { title, ports, probe } = SERVERS[name];
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
