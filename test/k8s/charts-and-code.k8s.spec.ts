// The chart agrees with the services on topics, group, variables, ports, probes and programs.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyzerGroup, deadLetterGroup, topicSettings } from '@ringtrace/contracts';
import { readConfig } from '@ringtrace/service-shell';
import { config as analyzerConfig } from '../../services/analyzer/src/config.ts';
import { config as ingestorConfig } from '../../services/ingestor/src/config.ts';
import { root } from '../cluster/commands.ts';
import {
  examplesOf,
  type Manifest,
  manifestsIn,
  manifestsOf,
  ours,
  packagedDefinitions,
  sourceOf,
} from './charts.ts';

// biome-ignore lint/suspicious/noExplicitAny: the shape is that of the kind, which its schema checks
type Tree = any;
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const ofKind = (all: Manifest[], kind: string): Tree[] => all.filter((manifest) => manifest.kind === kind);
const examples = examplesOf('ringtrace').map((file) => /([^/]+)\.yaml$/.exec(file)?.[1] ?? '');
const services = [
  { service: 'ingestor', schema: ingestorConfig },
  { service: 'analyzer', schema: analyzerConfig },
];
const cases = examples.flatMap((example) => services.map((service) => ({ example, ...service })));

/** The Deployment of a service, its only container, and the container's variables. */
async function deployed(example: string, service: string) {
  const all = await manifestsOf(sourceOf('ringtrace', example));
  const isIts = ({ metadata }: Tree) => metadata.name === `ringtrace-${service}`;
  const { spec } = ofKind(all, 'Deployment').find(isIts).spec.template;
  const [container] = spec.containers;
  const { data } = ofKind(all, 'ConfigMap').find(isIts) as { data: Record<string, string> };
  return { all, spec, container, data, service: ofKind(all, 'Service').find(isIts) };
}

describe('topics and group', () => {
  it('match contracts, with their settings', async () => {
    const made = ofKind(await manifestsOf(sourceOf('ringtrace', 'dev')), 'KafkaTopic').map(
      ({ metadata, spec }) => {
        const { 'min.insync.replicas': _, ...config } = spec.config;
        const texts = Object.entries(config).map(([key, value]) => [key, String(value)]);
        return [metadata.name, { partitions: spec.partitions, config: Object.fromEntries(texts) }];
      },
    );
    expect(Object.fromEntries(made)).toEqual(topicSettings);
  });

  it.each(['dev', 'staging'])(
    'KEDA watches the group, and only the clients that need them get rights (%s)',
    async (example) => {
      const all = await manifestsOf(sourceOf('ringtrace', example));
      const [scaled] = ofKind(all, 'ScaledObject');
      const { consumerGroup, topic } = scaled.spec.triggers[0].metadata;
      expect([consumerGroup, topic]).toEqual([analyzerGroup, 'transactions.new']);
      const rights = ofKind(all, 'KafkaUser').map(({ metadata, spec }) => [
        metadata.name,
        spec.authorization.acls
          .map(({ resource, operations }: Tree) => `${resource.name}: ${operations}`)
          .sort(),
      ]);
      expect(Object.fromEntries(rights)).toEqual({
        'ringtrace-ingestor': ['transactions.new: Describe,DescribeConfigs,Write'],
        'ringtrace-analyzer': [
          `${analyzerGroup}: Read`,
          'transactions.dlq: Describe,DescribeConfigs,Write',
          'transactions.new: Describe,DescribeConfigs,Read',
          'transactions.verdicts: Describe,DescribeConfigs,Write',
        ],
        'ringtrace-dead-letters': [
          `${analyzerGroup}: Read`,
          `${deadLetterGroup}: Read`,
          'transactions.dlq.actions: Describe,Read,Write',
          'transactions.dlq: Describe,Read,Write',
          'transactions.new: Describe,Read,Write',
          'transactions.verdicts: Describe,Read',
        ],
        'ringtrace-keda': [`${analyzerGroup}: Describe`, 'transactions.new: Describe'],
      });
    },
  );
});

describe.each(cases)('the $service of examples/$example.yaml', ({ example, service, schema }) => {
  it('starts with the variables that the chart sets', async () => {
    const { data } = await deployed(example, service);
    const known = Object.keys(schema.shape).flatMap((name) => [name, `${name}_FILE`]);
    const own = Object.keys(data).filter((name) => !/^(DD|NODE)_/.test(name));
    expect(own.filter((name) => !known.includes(name))).toEqual([]);
    const secretIn = (file: string) => `${file} ${'x'.repeat(32)}`;
    // Any directory stands in for the mounted one.
    const env = 'RULES_DIR' in data ? { ...data, RULES_DIR: root } : data;
    expect(() => readConfig<Tree>(schema, env, secretIn)).not.toThrow();
  });

  it('gives the tracer only variables it knows', async () => {
    const known = JSON.parse(
      read('node_modules/dd-trace/packages/dd-trace/src/config/supported-configurations.json'),
    ).supportedConfigurations;
    const { data, container } = await deployed(example, service);
    const names = [...Object.keys(data), ...container.env.map(({ name }: Tree) => name)];
    expect(names.filter((name) => name.startsWith('DD_') && !(name in known))).toEqual([]);
  });

  it('mounts each file that a variable names, and has no secret in a variable', async () => {
    const { data, container, spec } = await deployed(example, service);
    const files = container.volumeMounts.flatMap(({ name, mountPath }: Tree) =>
      (spec.volumes.find((volume: Tree) => volume.name === name)?.secret?.items ?? []).map(
        ({ path }: Tree) => `${mountPath}/${path}`,
      ),
    );
    const named = Object.entries(data).filter(([name]) => name.endsWith('_FILE'));
    expect(named.map(([, file]) => file).sort()).toEqual(files.sort());
    expect(Object.keys(data).filter((name) => /(KEY|PASSWORD|SECRET|TOKEN)$/.test(name))).toEqual([]);
    expect(container.env.filter(({ valueFrom }: Tree) => valueFrom?.secretKeyRef)).toEqual([]);
  });

  it('is probed and reached at its ports', async () => {
    const { data, container, service: its } = await deployed(example, service);
    const [port] = container.ports;
    expect(container.ports).toHaveLength(1);
    expect(String(port.containerPort)).toBe(data.PORT);
    expect(read(`Dockerfile.${service}`)).toMatch(new RegExp(`^EXPOSE ${data.PORT}$`, 'm'));
    expect(its.spec.ports[0].targetPort).toBe(port.name);
    const probes = ['startupProbe', 'livenessProbe', 'readinessProbe'].map((name) => container[name].httpGet);
    expect(probes.map((probe) => probe.path)).toEqual(['/health/live', '/health/live', '/health/ready']);
    expect(new Set(probes.map((probe) => probe.port))).toEqual(new Set([port.name]));
    for (const path of ['live', 'ready'])
      expect(read('libs/service-shell/src/health.controller.ts')).toContain(`@Get('${path}')`);
  });

  it('has enough time to stop, a heap within its memory limit, and one CPU requested', async () => {
    const { data, container, spec } = await deployed(example, service);
    const stopSeconds = Number(data.STOP_TIMEOUT_MS) / 1000;
    const preStopSeconds = container.lifecycle?.preStop.sleep.seconds ?? 0;
    expect(spec.terminationGracePeriodSeconds).toBeGreaterThan(preStopSeconds + stopSeconds);
    const [, heap] =
      /--max-old-space-size=(\d+)/.exec(
        container.env.find(({ name }: Tree) => name === 'NODE_OPTIONS').value,
      ) ?? [];
    const { limits, requests } = container.resources;
    const limitMi = Number.parseInt(limits.memory, 10) * (limits.memory.endsWith('Gi') ? 1024 : 1);
    expect(Number(heap)).toBeLessThan(limitMi);
    expect([requests.cpu !== undefined, limits.cpu]).toEqual([true, undefined]);
  });
});

describe('the smoke test', () => {
  it.each([
    [
      'of `helm test`',
      () => manifestsOf(sourceOf('ringtrace', 'dev')).then((all) => ofKind(all, 'Pod')[0].spec),
    ],
    ['of `skaffold verify`', async () => manifestsIn('k8s/smoke-test.job.yaml')[0]?.spec.template.spec],
  ])('%s runs a program that the ingestor has', async (_, specOf) => {
    const [{ command, env = [], image }] = (await specOf()).containers;
    expect(image).toMatch(/^ringtrace-ingestor(:|$)/);
    const source = 'services/ingestor/src/smoke.ts';
    if (command !== undefined) expect(command).toEqual(['node', 'dist/smoke.js']);
    expect(existsSync(join(root, source))).toBe(true);
    const own = env.map(({ name }: Tree) => name).filter((name: string) => name !== 'NODE_OPTIONS');
    expect(own.filter((name: string) => !read(source).includes(name))).toEqual([]);
  });
});

describe('custom resources', () => {
  it('have versions that the packaged operators serve', async () => {
    const served = (await packagedDefinitions()).flatMap(({ spec }) =>
      spec.versions
        .filter((version: Tree) => version.served)
        .map((version: Tree) => `${spec.group}/${version.name} ${spec.names.kind}`),
    );
    const all = (await Promise.all(ours.map((source) => manifestsOf(source)))).flat();
    const used = all
      .filter(({ apiVersion }) => /^[^/]*(strimzi\.io|keda\.sh)\//.test(apiVersion))
      .map(({ apiVersion, kind }) => `${apiVersion} ${kind}`);
    expect(new Set(used).size).toBeGreaterThan(5);
    expect(used.filter((it) => !served.includes(it))).toEqual([]);
  });
});
