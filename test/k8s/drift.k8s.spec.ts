// What is said in two places says the same: values and their schema, charts and the code that they run.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyzerGroup, topicSettings } from '@ringtrace/contracts';
import { parse } from 'yaml';
import { config as analyzerConfig } from '../../services/analyzer/src/config.ts';
import { config as ingestorConfig } from '../../services/ingestor/src/config.ts';
import { root } from '../cluster/commands.ts';
import { type Manifest, manifestsOf, ourCharts, ours } from './charts.ts';

// biome-ignore lint/suspicious/noExplicitAny: values and schemas are trees
type Tree = any;
const read = (path: string) => readFileSync(join(root, path), 'utf8');

describe.each(ourCharts)('the schema of charts/%s', (chart) => {
  const schema: Tree = JSON.parse(read(`charts/${chart}/values.schema.json`));
  const values: Tree = parse(read(`charts/${chart}/values.yaml`));
  /** Follows a reference into the schema's own definitions. */
  const resolve = (node: Tree): Tree =>
    node?.$ref === undefined ? node : resolve(schema.definitions[node.$ref.replace('#/definitions/', '')]);

  it('knows every value, and no other', () => {
    const differences: string[] = [];
    const compare = (given: Tree, value: Tree, path: string) => {
      const node = resolve(given);
      // A map that users fill has no keys of ours.
      if (node?.properties === undefined) return;
      const known = Object.keys(node.properties).filter((key) => path !== '' || key !== 'global');
      const keys = Object.keys(value ?? {});
      differences.push(
        ...known.filter((key) => !keys.includes(key)).map((key) => `${path}/${key} is in the schema only`),
      );
      differences.push(
        ...keys.filter((key) => !known.includes(key)).map((key) => `${path}/${key} is in the values only`),
      );
      for (const key of keys) compare(node.properties[key], value[key], `${path}/${key}`);
    };
    compare(schema, values, '');
    expect(differences).toEqual([]);
  });

  it('is closed wherever keys are ours', () => {
    const open: string[] = [];
    const walk = (given: Tree, path: string) => {
      const node = resolve(given);
      if (node?.properties === undefined) return;
      // resources also take what a cluster offers beside CPU and memory
      if (node.additionalProperties !== false && !/resources\/(requests|limits)$/.test(path)) open.push(path);
      for (const [key, child] of Object.entries(node.properties)) walk(child, `${path}/${key}`);
    };
    walk(schema, '');
    expect(open).toEqual([]);
  });
});

describe('charts/ringtrace', () => {
  const manifests = async (example: string) =>
    manifestsOf(
      ours.find(({ what }) => what === `charts/ringtrace/examples/${example}.yaml`) as (typeof ours)[number],
    );
  const ofKind = (all: Manifest[], kind: string) => all.filter((manifest) => manifest.kind === kind);

  it('makes the topics of contracts, with their settings', async () => {
    const made = ofKind(await manifests('dev'), 'KafkaTopic').map(({ metadata, spec }) => {
      const { 'min.insync.replicas': _, ...config } = spec.config;
      const texts = Object.entries(config).map(([key, value]) => [key, String(value)]);
      return [metadata.name, { partitions: spec.partitions, config: Object.fromEntries(texts) }];
    });
    expect(Object.fromEntries(made)).toEqual(topicSettings);
  });

  it('watches the group of the analyzer, and lets it in', async () => {
    const all = await manifests('dev');
    const [scaled] = ofKind(all, 'ScaledObject');
    expect(scaled?.spec.triggers[0].metadata.consumerGroup).toBe(analyzerGroup);
    const groups = ofKind(all, 'KafkaUser').flatMap(({ spec }) =>
      spec.authorization.acls.filter(({ resource }: Tree) => resource.type === 'group'),
    );
    expect(groups.map(({ resource }) => resource.name)).toEqual([analyzerGroup, analyzerGroup]);
  });

  it.each(['dev', 'staging', 'minimal', 'byo-kafka', 'aura'])(
    'sets only variables that the services read (%s), and probes paths that they serve',
    async (example) => {
      const all = await manifests(example);
      for (const [component, { shape }] of Object.entries({
        ingestor: ingestorConfig,
        analyzer: analyzerConfig,
      })) {
        const own = ofKind(all, 'ConfigMap').find(({ metadata }) =>
          metadata.name.endsWith(component),
        ) as unknown as {
          data: Record<string, string>;
        };
        const names = Object.keys(own.data).filter((name) => !name.startsWith('DD_'));
        const known = Object.keys(shape).flatMap((name) => [name, `${name}_FILE`]);
        expect(names.filter((name) => !known.includes(name))).toEqual([]);
        const isIts = ({ metadata }: Manifest) => metadata.name.endsWith(component);
        const deployment = ofKind(all, 'Deployment').find(isIts) as Manifest;
        const [container] = deployment.spec.template.spec.containers;
        expect(String(container.ports[0].containerPort)).toBe(own.data.PORT);
        expect(
          [container.livenessProbe, container.readinessProbe].map(({ httpGet }) => httpGet.path),
        ).toEqual(['/health/live', '/health/ready']);
        // Every file that a variable names is mounted.
        const mounts = container.volumeMounts.map(({ mountPath }: { mountPath: string }) => mountPath);
        const files = Object.entries(own.data).filter(([name]) => name.endsWith('_FILE'));
        expect(files.filter(([, file]) => !mounts.includes(file.replace(/\/[^/]+$/, '')))).toEqual([]);
      }
    },
  );
});
