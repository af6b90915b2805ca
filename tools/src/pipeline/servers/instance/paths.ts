// Where an instance keeps its things: all below <checkout>/.local, so two checkouts never meet.
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export type InstancePaths = {
  checkout: string;
  instance: string;
  folder: string;
  stateFile: string;
  /** KEY=value lines of a detached instance, with the password: mode 600. */
  environmentFile: string;
  /** Beside the folder, so that it survives the folder's removal while it is held. */
  lockFile: string;
  dataFolder: string;
  data(name: string): string;
  log(name: string): string;
};

const thisCheckout = resolve(fileURLToPath(new URL('../../../../..', import.meta.url)));

export const INSTANCE_NAME_RULE = "use 1 to 40 of a-z, 0-9 and '-', not first";

export function isInstanceName(text: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,39}$/.test(text);
}

export function instancePaths(instance: string, checkout = thisCheckout): InstancePaths {
  if (!isInstanceName(instance)) throw new Error(`instance name '${instance}': ${INSTANCE_NAME_RULE}`);
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
