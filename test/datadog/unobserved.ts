// Metrics and tag values that the test cannot observe in a healthy run, and why they are trusted anyway.

/** Tag values that only appear after a failure the test does not cause. The word must appear in that source file. */
export const rareValues: { tag: string; word: string; file: string }[] = [
  {
    tag: 'outcome:overloaded',
    word: '/problems/overloaded',
    file: 'services/ingestor/src/publish/delivery-problem.ts',
  },
  {
    tag: 'outcome:not-stored',
    word: '/problems/not-stored',
    file: 'services/ingestor/src/publish/delivery-problem.ts',
  },
  { tag: 'outcome:split', word: "'split'", file: 'libs/traced-kafka/src/consume/process-batch.ts' },
  { tag: 'kind:contention', word: "'contention'", file: 'libs/traced-neo4j/src/error-class.ts' },
  {
    tag: 'type:/problems/internal',
    word: "'/problems/internal'",
    file: 'libs/service-shell/src/to-problem.ts',
  },
];

/**
 * Sent by the Datadog agent itself, and only documented: metadata.csv of its kubernetes_state_core check, where `env`,
 * `service` and `version` are the deployment's labels `tags.datadoghq.com/…`.
 */
export const documented = ['replicas_available', 'replicas_unavailable'].map((name) => ({
  name: `kubernetes_state.deployment.${name}`,
  tags: ['env', 'service', 'version', 'kube_deployment', 'kube_namespace'],
}));

/** Our metrics that no dashboard shows, and why. */
export const notShown: Record<string, string> = {
  'ringtrace.consumer.implausible_timestamps': 'explains a low queue time; nothing waits or is lost',
};

/** Metric families at /metrics that are not sent to Datadog, and why. */
export const notSent: { prefix: string; reason: string }[] = [
  { prefix: 'process_', reason: 'dd-trace sends memory and CPU as runtime.node.*' },
  { prefix: 'nodejs_', reason: 'dd-trace sends event loop, heap and garbage collection as runtime.node.*' },
];
