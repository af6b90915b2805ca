// The allow-list for spans that leave the process. redact-span.ts drops everything that is not on it.
import { spanTags } from './span-tags.ts';

/** dd-trace's own tags whose values come from dd-trace or from our settings. No client can choose them. */
const tracerTags = [
  'language',
  'service',
  'env',
  'version',
  'runtime-id',
  'process_id',
  '_dd.integration',
  '_dd.base_service',
  '_dd.svc_src',
  '_dd.hostname',
  '_dd.rc.client_id',
  '_dd.top_level',
  '_dd.measured',
  '_dd1.sr.eausr',
  '_sampling_priority_v1',
  '_dd.agent_psr',
  '_dd.rule_psr',
  '_dd.limit_psr',
  '_dd.span_sampling.mechanism',
  '_dd.span_sampling.rule_rate',
  '_dd.span_sampling.max_per_second',
  '_dd.apm.enabled',
  '_dd.appsec.enabled',
  '_dd.appsec.user.collection_mode',
  '_dd.runtime_family',
  '_dd.tags.process',
  '_dd.sdk.otlp_export',
  'datadog.sdk.semantics',
  '_dd.git.commit.sha',
  '_dd.git.repository_url',
  'http.method',
  'http.status_code',
  'http.route',
  'peer.service',
  '_dd.peer.service.source',
  '_dd.peer.service.remapped_from',
  'kafka.batch_size',
  'kafka.cluster_id',
  'kafka.messages.offsets',
  'messaging.kafka.bootstrap.servers',
  'messaging.operation',
  'pathway.hash',
] as const;

/**
 * Tags that dd-trace copies from requests and records, whose senders can be anyone. They are kept only if the value has the
 * form that a Datadog tracer sends.
 */
export const tagValuePatterns: ReadonlyMap<string, RegExp> = new Map([
  ['_dd.p.tid', /^[0-9a-f]{16}$/],
  ['_dd.p.dm', /^-\d{1,2}$/],
  ['_dd.p.ts', /^[0-9a-f]{2}$/],
  ['_dd.p.ksr', /^[01](\.\d{1,6})?$/],
  ['_dd.parent_id', /^[0-9a-f]{16}$/],
  ['_dd.origin', /^(synthetics(-browser)?|rum|lambda|ciapp-test)$/],
  ['error.type', /^[A-Za-z_$][\w$.]{0,99}$/],
]);

/** Tags that the operator sets on all spans of the process. */
function operatorTags(environment: NodeJS.ProcessEnv): string[] {
  return [environment.DD_TAGS, environment.DD_TRACE_TAGS, environment.DD_TRACE_GLOBAL_TAGS]
    .flatMap((list) => (list ?? '').split(/[,\s]+/))
    .map((tag) => tag.slice(0, Math.max(0, tag.indexOf(':'))))
    .filter((name) => name !== '');
}

const ownTags = Object.values(spanTags).filter((name) => !name.startsWith('error.'));
const allowedTags = new Set<string>([...ownTags, ...tracerTags, ...operatorTags(process.env)]);

/** Components whose resource names are constants in code, so they hold no values. Resources of `web` spans are rebuilt. */
const componentsWithSafeResources = new Set(['ringtrace']);

export interface SpanAllowance {
  /** Tags to keep unchanged (`http.url` in full, too). Whoever allows a tag is responsible for its values. */
  tags?: readonly string[];
  /** Components (`pg`, `redis`, …) whose resource names are kept. */
  resourcesOf?: readonly string[];
}

/** Extends the allow-list of the whole process, from now on. Takes names, not patterns. */
export function allowOnSpans(allowance: SpanAllowance): void {
  for (const name of allowance.tags ?? []) allowedTags.add(name);
  for (const name of allowance.resourcesOf ?? []) componentsWithSafeResources.add(name);
}

// `usr.*` comes from `setUser`. `_dd.code_origin.*` is the line of our code that handles a request.
const allowedPrefixes = /^(usr|_dd\.code_origin)\./;

export function isAllowedTag(name: string): boolean {
  return allowedTags.has(name) || allowedPrefixes.test(name);
}

export function isResourceAllowed(component: string | undefined): boolean {
  return component !== undefined && componentsWithSafeResources.has(component);
}
