// Stops an instance according to its state file.
import { rmSync } from 'node:fs';
import { endProcess } from '../process/identity.ts';
import type { BackendName, Progress } from './backend-names.ts';
import { removeContainers, removeVolumes } from './containers.ts';
import { type InstancePaths, type InstanceState, mayRun, readState, writeState } from './instance.ts';
import { withInstanceLock } from './lock.ts';

/** Returns the names of the servers that ran. With removeData, nothing of the instance is left. */
export function stopInstance(
  paths: InstancePaths,
  { removeData = false, progress }: { removeData?: boolean; progress: Progress },
): Promise<BackendName[]> {
  return withInstanceLock(paths, progress, async () => {
    const state = readState(paths);
    const names = Object.keys(state.running) as BackendName[];
    const ran = names.filter((name) => mayRun(state.running[name]));
    await endRunning(paths, state, names);
    rmSync(paths.environmentFile, { force: true });
    if (removeData) await removeFolder(paths, state);
    return ran;
  });
}

/** Stops these servers in parallel and records it. */
export async function endRunning(
  paths: InstancePaths,
  state: InstanceState,
  names: BackendName[],
): Promise<void> {
  if (names.length === 0) return;
  const isContainer = (name: BackendName) => state.running[name]?.way === 'container';
  const ends = names.map((name) => {
    const running = state.running[name];
    return running?.way === 'process' ? endProcess(running) : undefined;
  });
  const others = (Object.keys(state.running) as BackendName[]).filter((name) => !names.includes(name));
  const contained = names.filter(isContainer);
  if (contained.length > 0) ends.push(removeContainers(paths, state, contained, others.some(isContainer)));
  await Promise.all(ends);
  for (const name of names) delete state.running[name];
  writeState(paths, state);
}

/** Removes everything of the instance, including its addresses. */
export async function removeFolder(paths: InstancePaths, state: InstanceState): Promise<void> {
  if (state.hasVolumes) await removeVolumes(paths, state);
  rmSync(paths.folder, { recursive: true, force: true });
}

/** Keeps the addresses. Throws while a server of the instance runs. */
export async function removeDataOfStopped(paths: InstancePaths): Promise<void> {
  const state = readState(paths);
  if (Object.values(state.running).some(mayRun)) {
    throw new Error(`instance '${paths.instance}' is running; stop it before starting with empty data`);
  }
  if (state.hasVolumes) await removeVolumes(paths, state);
  rmSync(paths.dataFolder, { recursive: true, force: true });
}
