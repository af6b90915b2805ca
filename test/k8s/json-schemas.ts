// JSON schemas for kubeconform: custom resources from the definitions in upstream charts, Kubernetes' own kinds from its
// OpenAPI document. Made strict: keys that a schema does not list are refused.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from './charts.ts';

// biome-ignore lint/suspicious/noExplicitAny: JSON schema, walked as a tree
type Schema = any;

/** `<folder>/<kind>-<group>-<version>.json`, the file names in kubeconform's template. */
export const schemaTemplate = '{{.ResourceKind}}-{{.Group}}-{{.ResourceAPIVersion}}.json';
// Core kinds have no group; kubeconform uses `v1` for it.
const fileName = (kind: string, group: string, version: string) =>
  `${kind.toLowerCase()}-${(group || version).toLowerCase()}-${version}.json`;

export function writeCustomSchemas(definitions: Manifest[], folder: string): number {
  mkdirSync(folder, { recursive: true });
  let written = 0;
  for (const { kind, spec } of definitions) {
    if (kind !== 'CustomResourceDefinition') continue;
    for (const { name, schema } of spec.versions) {
      const file = join(folder, fileName(spec.names.kind, spec.group, name));
      writeFileSync(file, JSON.stringify(strictCustom(schema.openAPIV3Schema)));
      written++;
    }
  }
  return written;
}

// The subschemas under these keys only add conditions to an object that is described elsewhere.
const conditions = ['oneOf', 'anyOf', 'allOf', 'not'];

function strictCustom(schema: Schema, top = true): Schema {
  if (typeof schema !== 'object' || schema === null) return schema;
  if (Array.isArray(schema)) return schema.map((item) => strictCustom(item, false));
  const own = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [
      key,
      conditions.includes(key) ? value : strictCustom(value, false),
    ]),
  );
  if (own['x-kubernetes-int-or-string']) return { type: ['integer', 'string'] };
  const open = own['x-kubernetes-preserve-unknown-fields'] || own.additionalProperties !== undefined;
  // The object's own `metadata` is described by Kubernetes.
  if (top) own.properties = { ...own.properties, metadata: { type: 'object' } };
  if (own.properties && !open) own.additionalProperties = false;
  return own;
}

/** Kubernetes' own kinds, from its swagger.json. */
export function writeBuiltInSchemas(swaggerFile: string, folder: string): number {
  mkdirSync(folder, { recursive: true });
  const { definitions } = JSON.parse(readFileSync(swaggerFile, 'utf8')) as {
    definitions: Record<string, Schema>;
  };
  const strict = Object.fromEntries(
    Object.entries(definitions).map(([name, schema]) => [name, strictBuiltIn(name, schema)]),
  );
  writeFileSync(join(folder, '_definitions.json'), JSON.stringify({ definitions: strict }));
  let written = 0;
  for (const [name, schema] of Object.entries(definitions)) {
    for (const { group, kind, version } of schema['x-kubernetes-group-version-kind'] ?? []) {
      const reference = { $ref: `_definitions.json#/definitions/${name}` };
      writeFileSync(join(folder, fileName(kind, group, version)), JSON.stringify(reference));
      written++;
    }
  }
  return written;
}

function strictBuiltIn(name: string, schema: Schema): Schema {
  if (name.endsWith('.IntOrString')) return { type: ['integer', 'string'] };
  if (name.endsWith('.Quantity')) return { type: ['number', 'string'] };
  // A schema for JSON schemas, open by nature.
  if (name.includes('JSONSchemaProps') || schema.properties === undefined) return schema;
  return { ...schema, additionalProperties: schema.additionalProperties ?? false };
}
