// Every object that is rendered fits the schema of its kind, custom resources included.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, run } from '../cluster/commands.ts';
import { kubeVersion, manifestsOf, ours, parseManifests, render, theirs } from './charts.ts';
import { schemaTemplate, writeBuiltInSchemas, writeCustomSchemas } from './json-schemas.ts';
import { upstreamChart } from './upstream-charts.ts';

const folder = mkdtempSync(join(tmpdir(), 'ringtrace-schemas-'));
// kubeconform's own location is on the internet; a swagger.json of Kubernetes does as well.
const swagger = process.env.KUBERNETES_OPENAPI;
const locations = [
  ...(swagger ? [] : ['default']),
  ...(swagger ? [join(folder, 'kubernetes', schemaTemplate)] : []),
  join(folder, 'custom', schemaTemplate),
].flatMap((location) => ['-schema-location', location]);
// The Prometheus operator is not one of the platform's charts.
const skipped = ['-skip', 'CustomResourceDefinition,ServiceMonitor'];

const conforms = (yaml: string) =>
  run('kubeconform', ['-strict', '-summary', '-verbose', ...skipped, ...locations], { input: yaml });

beforeAll(async () => {
  const strimzi = await run('helm', [
    'template',
    'strimzi',
    await upstreamChart('strimzi-kafka-operator'),
    '--include-crds',
    ...kubeVersion,
  ]);
  const keda = await run('helm', ['template', 'keda', await upstreamChart('keda'), ...kubeVersion]);
  const written = writeCustomSchemas(
    [...parseManifests(strimzi), ...parseManifests(keda)],
    join(folder, 'custom'),
  );
  expect(written).toBeGreaterThan(10);
  if (swagger) expect(writeBuiltInSchemas(swagger, join(folder, 'kubernetes'))).toBeGreaterThan(100);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

describe('kubeconform', () => {
  const accepted = /Valid: [1-9]\d*, Invalid: 0, Errors: 0/;

  it.each(ours)('accepts $what', async (source) => {
    expect(await conforms(await render(source))).toMatch(accepted);
  });

  it.each(theirs)('accepts $what', async (source) => {
    // Some of them leave keys empty, which the API server reads as not given.
    const given = (_: string, value: unknown) => (value === null ? undefined : value);
    const manifests = (await manifestsOf(source)).map((manifest) => JSON.stringify(manifest, given));
    expect(await conforms(manifests.join('\n---\n'))).toMatch(accepted);
  });

  it('accepts what kubectl applies', async () => {
    const files = readdirSync(join(root, 'k8s')).filter(
      (file) => file.endsWith('.yaml') && file !== 'kind.yaml',
    );
    expect(files).toContain('namespaces.yaml');
    for (const file of files) {
      expect(await conforms(readFileSync(join(root, 'k8s', file), 'utf8'))).toMatch(
        /Invalid: 0, Errors: 0, Skipped: 0/,
      );
    }
  });

  it.each(['Kafka', 'KafkaTopic', 'ScaledObject', 'Deployment', 'NetworkPolicy'])(
    'refuses a %s with a key too many, so that the above means something',
    async (kind) => {
      const staging = ours.filter(({ what }) => what.endsWith('staging.yaml'));
      const manifests = (await Promise.all(staging.map((source) => manifestsOf(source)))).flat();
      const manifest = manifests.find((candidate) => candidate.kind === kind);
      const wrong = { ...manifest, spec: { ...manifest?.spec, colour: 'green' } };
      await expect(conforms(JSON.stringify(wrong))).rejects.toThrow('colour');
    },
  );
});
