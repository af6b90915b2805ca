// Every rendered object fits the schema of its kind, custom resources included.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../cluster/commands.ts';
import {
  defaults,
  type Manifest,
  manifestsOf,
  ours,
  packagedDefinitions,
  render,
  sourceOf,
  theirs,
} from './charts.ts';
import { schemaTemplate, writeBuiltInSchemas, writeCustomSchemas } from './json-schemas.ts';
import { kubeconform } from './tools.ts';

const folder = mkdtempSync(join(tmpdir(), 'ringtrace-schemas-'));
// kubeconform's default schemas are on the internet; a swagger.json of Kubernetes works as well.
const swagger = process.env.KUBERNETES_OPENAPI;
const locations = [
  swagger ? join(folder, 'kubernetes', schemaTemplate) : 'default',
  join(folder, 'custom', schemaTemplate),
].flatMap((location) => ['-schema-location', location]);
// JSON schemas are open by nature, and the Prometheus operator is not one of the platform's charts.
const skippedKinds = ['CustomResourceDefinition', 'ServiceMonitor'];

/** Violations, one line each, and how many objects passed and were skipped. */
async function judge(yaml: string): Promise<{ wrong: string[]; valid: number; skipped: number }> {
  const options = ['-strict', '-summary', '-skip', skippedKinds.join()];
  const said = await kubeconform([...options, ...locations], { input: yaml }).catch((error: Error) =>
    // It exits with 1 for a violation, and reports in the same format.
    error.message.slice(error.message.indexOf('\n') + 1),
  );
  const [, valid, skipped] = /^Summary: .* Valid: (\d+),.* Skipped: (\d+)$/m.exec(said) ?? [];
  const wrong = said.split('\n').filter((line) => line.startsWith('stdin - '));
  return { wrong, valid: Number(valid), skipped: Number(skipped) };
}

// The API server treats an empty key as missing; some upstream charts leave such keys.
const asJson = (manifests: object[]) =>
  manifests
    .map((manifest) => JSON.stringify(manifest, (_, value) => (value === null ? undefined : value)))
    .join('\n---\n');

beforeAll(async () => {
  expect(writeCustomSchemas(await packagedDefinitions(), join(folder, 'custom'))).toBeGreaterThan(10);
  if (swagger) expect(writeBuiltInSchemas(swagger, join(folder, 'kubernetes'))).toBeGreaterThan(100);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

describe('kubeconform', () => {
  it.each([...defaults, ...ours])('accepts $what', async (source) => {
    const yaml = await render(source);
    expect(await judge(yaml)).toEqual({ wrong: [], valid: yaml.match(/^kind: /gm)?.length, skipped: 0 });
  });

  it.each(theirs)('accepts $what', async (source) => {
    const manifests = await manifestsOf(source);
    const skipped = manifests.filter(({ kind }) => skippedKinds.includes(kind)).length;
    expect(manifests.length - skipped).toBeGreaterThan(3);
    const expected = { wrong: [], valid: manifests.length - skipped, skipped };
    expect(await judge(asJson(manifests))).toEqual(expected);
  });

  it('accepts files for kubectl', async () => {
    const files = readdirSync(join(root, 'k8s')).filter(
      (file) => file.endsWith('.yaml') && file !== 'kind.yaml',
    );
    expect(files).toEqual(expect.arrayContaining(['namespaces.yaml', 'network-policies.yaml']));
    for (const file of files) {
      const { wrong, valid } = await judge(readFileSync(join(root, 'k8s', file), 'utf8'));
      expect([file, wrong, valid > 0]).toEqual([file, [], true]);
    }
  });
});

describe('kubeconform refuses, so the check works', () => {
  let staging: Manifest[];
  const firstOf = (kind: string) => staging.find((manifest) => manifest.kind === kind) as Manifest;
  beforeAll(async () => {
    const sources = ['ringtrace', 'kafka'].map((release) => sourceOf(release, 'staging'));
    staging = (await Promise.all(sources.map((source) => manifestsOf(source)))).flat();
  });

  it.each([
    'Kafka',
    'KafkaNodePool',
    'KafkaTopic',
    'KafkaUser',
    'ScaledObject',
    'Deployment',
    'NetworkPolicy',
  ])('a %s with a key too many', async (kind) => {
    const manifest = firstOf(kind);
    const { wrong } = await judge(asJson([{ ...manifest, spec: { ...manifest.spec, colour: 'green' } }]));
    expect(wrong).toEqual([expect.stringContaining('colour')]);
  });

  it.each([
    ['KafkaTopic', { partitions: 'twelve' }],
    ['ScaledObject', { maxReplicaCount: 'many' }],
    ['KafkaUser', { authentication: { type: 'password' } }],
    ['Deployment', { replicas: 'two' }],
  ])('a %s with %j', async (kind, wrongPart) => {
    const manifest = firstOf(kind);
    expect(
      (await judge(asJson([{ ...manifest, spec: { ...manifest.spec, ...wrongPart } }]))).wrong,
    ).toHaveLength(1);
  });

  it('a ScaledObject without a target', async () => {
    const { scaleTargetRef: _, ...spec } = firstOf('ScaledObject').spec;
    expect((await judge(asJson([{ ...firstOf('ScaledObject'), spec }]))).wrong).toHaveLength(1);
  });

  it('a kind without a schema', async () => {
    const { wrong } = await judge(asJson([{ ...firstOf('Kafka'), apiVersion: 'kafka.strimzi.io/v1beta2' }]));
    expect(wrong).toHaveLength(1);
  });

  it('a duplicate key', async () => {
    const twice = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  b: c\n  b: d\n';
    expect((await judge(twice)).wrong).toHaveLength(1);
  });
});
