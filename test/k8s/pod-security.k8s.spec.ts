// Every pod rendered for a namespace labelled `restricted` complies, so that none is refused on creation.
import {
  defaults,
  type Manifest,
  manifestsIn,
  manifestsOf,
  ours,
  type Source,
  sourceOf,
  theirs,
} from './charts.ts';
import { podTemplateOf, violations } from './pod-security.ts';

const levels = new Map(
  manifestsIn('k8s/namespaces.yaml').map(({ metadata }) => [
    metadata.name,
    metadata.labels?.['pod-security.kubernetes.io/enforce'],
  ]),
);
const sources = [...defaults, ...ours, ...theirs];

/** `<kind> <name>: <problem>` for every pod in a restricted namespace, and the number of pods. */
function judge(manifests: Manifest[], namespace: string) {
  const pods = manifests.flatMap((manifest) => {
    const template = podTemplateOf(manifest);
    const lands = levels.get(manifest.metadata.namespace ?? namespace);
    return template === undefined || lands !== 'restricted' ? [] : [{ manifest, template }];
  });
  const wrong = pods.flatMap(({ manifest: { kind, metadata }, template }) =>
    violations(template).map((what) => `${kind} ${metadata.name}: ${what}`),
  );
  return { wrong, count: pods.length };
}
const judgeSource = async (source: Source) => judge(await manifestsOf(source), source.namespace);

it('every namespace has a level, and only the agent’s is not restricted', () => {
  expect(Object.fromEntries(levels)).toEqual({
    ringtrace: 'restricted',
    strimzi: 'restricted',
    keda: 'restricted',
    datadog: 'privileged',
  });
  expect(new Set(sources.map(({ namespace }) => namespace))).toEqual(new Set(levels.keys()));
});

describe('restricted', () => {
  it.each(sources)('admits the pods of $what', async (source) => {
    const { wrong, count } = await judgeSource(source);
    expect(wrong).toEqual([]);
    // The agent has its own namespace, and the operator creates the brokers.
    const none = source.namespace === 'datadog' || source.release === 'kafka';
    expect(count > 0).toBe(!none);
  });

  it('admits the smoke test of `skaffold verify`', () => {
    const { wrong, count } = judge(manifestsIn('k8s/smoke-test.job.yaml'), 'ringtrace');
    expect([wrong, count]).toEqual([[], 1]);
  });

  it.each(['dev', 'staging'])(
    'admits every container that the operator creates for Kafka in %s',
    async (example) => {
      const manifests = await manifestsOf(sourceOf('kafka', example));
      const templates = manifests
        .flatMap(({ spec }) => [spec.template, spec.entityOperator?.template])
        .filter(Boolean);
      const containers = templates.flatMap((template) =>
        Object.entries<object>(template)
          .filter(([name]) => name.endsWith('Container'))
          .map(([name, settings]) => ({ name, ...settings })),
      );
      expect(containers.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['kafkaContainer', 'topicOperatorContainer']),
      );
      expect(violations({ spec: { containers } })).toEqual([]);
    },
  );

  it('would refuse the Datadog agent, so the check works', async () => {
    const agent = (await manifestsOf(sourceOf('datadog'))).find(({ kind }) => kind === 'DaemonSet');
    expect(
      judge([{ ...agent, metadata: { name: 'agent', namespace: 'ringtrace' } } as Manifest], '').wrong,
    ).not.toEqual([]);
  });
});
