// What an instance remembers between two commands: ports, password, and who runs.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { isAlive, type ProcessIdentity } from '../../process/identity.ts';
import type { BackendName, PortName } from '../backend-names.ts';
import type { InstancePaths } from './paths.ts';

/** `detached`: outlives the command that started it. A container is found by its project's name. */
export type Running =
  | ({ way: 'process'; detached: boolean } & ProcessIdentity)
  | { way: 'container'; detached: boolean };

export type InstanceState = {
  /** Kept after a stop, so that the addresses stay the same while they are free. */
  ports: Partial<Record<PortName, number>>;
  neo4jPassword: string;
  running: Partial<Record<BackendName, Running>>;
  /** Data may be in Docker's volumes too. */
  hasVolumes?: boolean;
};

export function readState(paths: InstancePaths): InstanceState {
  let text: string;
  try {
    text = readFileSync(paths.stateFile, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return { ports: {}, neo4jPassword: randomBytes(18).toString('base64url'), running: {} };
  }
  try {
    return JSON.parse(text) as InstanceState;
  } catch (error) {
    throw new Error(`${paths.stateFile} is damaged: delete ${paths.folder} and start again`, {
      cause: error,
    });
  }
}

/** Atomic: a reader or a crash sees the old state or the new one. Mode 600, for the password. */
export function writeState(paths: InstancePaths, state: InstanceState): void {
  mkdirSync(paths.folder, { recursive: true });
  const unfinished = `${paths.stateFile}.${process.pid}`;
  writeFileSync(unfinished, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  renameSync(unfinished, paths.stateFile);
}

/** False after a crash, and for a pid that now belongs to another process. */
export function mayRun(running: Running | undefined): running is Running {
  return running !== undefined && (running.way === 'container' || isAlive(running));
}
