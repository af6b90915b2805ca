// The files and the state of an instance, all below <checkout>/.local, so checkouts never interfere.

import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isAlive, type ProcessIdentity } from '../process/identity.ts';
import type { BackendName, PortName } from './backend-names.ts';

export interface InstancePaths {
  checkout: string;
  instance: string;
  folder: string;
  stateFile: string;
  /** KEY=value lines of a detached instance, including the password; mode 600. */
  environmentFile: string;
  /** Beside the folder, so that it survives the folder's removal. */
  lockFile: string;
  dataFolder: string;
  data(name: string): string;
  log(name: string): string;
}

const thisCheckout = resolve(fileURLToPath(new URL('../../../..', import.meta.url)));

export const instanceNameRule = "use 1 to 40 of a-z, 0-9 and '-', not first";

export function isInstanceName(text: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,39}$/.test(text);
}

export function instancePaths(instance: string, checkout = thisCheckout): InstancePaths {
  if (!isInstanceName(instance)) throw new Error(`instance name '${instance}': ${instanceNameRule}`);
  const root = join(checkout, '.local');
  const folder = join(root, instance);
  return {
    checkout,
    instance,
    folder,
    stateFile: join(folder, 'state.json'),
    environmentFile: join(folder, 'env'),
    lockFile: join(root, `${instance}.lock`),
    dataFolder: join(folder, 'data'),
    data: (name) => join(folder, 'data', name),
    log: (name) => join(folder, 'logs', `${name}.log`),
  };
}

/** `detached`: outlives the command that started it. Containers are found by project name. */
export type Running =
  | ({ way: 'process'; detached: boolean } & ProcessIdentity)
  | { way: 'container'; detached: boolean };

export interface InstanceState {
  /** Kept after a stop, so that addresses stay stable while the ports are free. */
  ports: Partial<Record<PortName, number>>;
  neo4jPassword: string;
  running: Partial<Record<BackendName, Running>>;
  /** There may also be data in Docker volumes. */
  hasVolumes?: boolean;
}

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

/** Atomic: readers and crashes see the old state or the new one. Mode 600, because of the password. */
export function writeState(paths: InstancePaths, state: InstanceState): void {
  mkdirSync(paths.folder, { recursive: true });
  const unfinished = `${paths.stateFile}.${process.pid}`;
  writeFileSync(unfinished, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  renameSync(unfinished, paths.stateFile);
}

/** False after a crash, or if the pid now belongs to another process. */
export function mayRun(running: Running | undefined): running is Running {
  return running !== undefined && (running.way === 'container' || isAlive(running));
}
