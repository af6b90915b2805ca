// Reads the objects of this folder, one file each, and fills in the values of one environment.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Kind = 'slo' | 'monitor' | 'dashboard';

/** In the order in which they are written: a dashboard comes after the objects that it lists. */
export const folders: [Kind, string][] = [
  ['slo', 'slos'],
  ['monitor', 'monitors'],
  ['dashboard', 'dashboards'],
];

export interface ManagedObject {
  kind: Kind;
  /** The file's name without `.json`, which identifies the object in Datadog. */
  id: string;
  /** In the format of Datadog's API. */
  body: { name?: string; title?: string; [key: string]: unknown };
}

export type Values = Record<'env' | 'name' | 'team' | 'notify' | 'runbook', string>;

/** @throws Error if a file is not JSON or has an unknown placeholder */
export function readObjects(folder: string, values: Values): ManagedObject[] {
  return folders.flatMap(([kind, name]) =>
    readdirSync(join(folder, name))
      .filter((file) => file.endsWith('.json'))
      .sort()
      .map((file) => {
        try {
          const body = fill(JSON.parse(readFileSync(join(folder, name, file), 'utf8')), values);
          return { kind, id: file.slice(0, -'.json'.length), body: body as ManagedObject['body'] };
        } catch (error) {
          throw new Error(`${name}/${file}: ${(error as Error).message}`);
        }
      }),
  );
}

/** Replaces placeholders such as `%env%` in every string. Pure. */
export function fill(value: unknown, values: Values): unknown {
  if (typeof value === 'string') return fillText(value, values);
  if (Array.isArray(value)) return value.map((each) => fill(each, values));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fill(each, values)]));
}

function fillText(text: string, values: Values): string {
  const filled = text.replace(/%([a-z]+)%/g, (_, name: string) => {
    const value = values[name as keyof Values];
    if (value === undefined) throw new Error(`unknown placeholder %${name}%`);
    return value;
  });
  // Without a notification, the message has no empty last line.
  return filled.trimEnd();
}
