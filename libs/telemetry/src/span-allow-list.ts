// What a span may hold when it leaves the process. What is on no list here is left out: see redact-span.ts.
import { spanTags } from './span-tags.ts';

/** Names of dd-trace's own tags whose values are made by dd-trace, or are settings of ours. No client can choose one. */
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
 * Tags that dd-trace copies from a request or a record of anybody's. They stay only if they look like what an honest tracer
 * sends.
 */
export const shapedTags: ReadonlyMap<string, RegExp> = new Map([
  ['_dd.p.tid', /^[0-9a-f]{16}$/],
  ['_dd.p.dm', /^-\d{1,2}$/],
  ['_dd.p.ts', /^[0-9a-f]{2}$/],
  ['_dd.p.ksr', /^[01](\.\d{1,6})?$/],
  ['_dd.parent_id', /^[0-9a-f]{16}$/],
  ['_dd.origin', /^(synthetics(-browser)?|rum|lambda|ciapp-test)$/],
  ['error.type', /^[A-Za-z_$][\w$.]{0,99}$/],
]);

/** Tags that an operator gives to all spans of a process. */
function tagsOfOperator(environment: NodeJS.ProcessEnv): string[] {
  return [environment.DD_TAGS, environment.DD_TRACE_TAGS, environment.DD_TRACE_GLOBAL_TAGS]
    .flatMap((list) => (list ?? '').split(/[,\s]+/))
    .map((tag) => tag.slice(0, Math.max(0, tag.indexOf(':'))))
    .filter((name) => name !== '');
}

const ours = Object.values(spanTags).filter((name) => !name.startsWith('error.'));
const tags = new Set<string>([...ours, ...tracerTags, ...tagsOfOperator(process.env)]);

/** Components whose resource name holds no value: constants of the program. `web` spans have theirs made anew. */
const components = new Set(['ringtrace']);

export interface SpanAllowance {
  /** Names of tags that stay as they are (`http.url` too, whole): whoever allows one answers for what is in it. */
  tags?: readonly string[];
  /** Values of `component` (`pg`, `redis`, …) whose resource names stay. */
  resourcesOf?: readonly string[];
}

/** For the whole process, from now on. Names, not patterns. */
export function allowOnSpans(allowance: SpanAllowance): void {
  for (const name of allowance.tags ?? []) tags.add(name);
  for (const name of allowance.resourcesOf ?? []) components.add(name);
}

// `usr.*` is what `setUser` was given; the other one is which line of our code answers a request.
const families = /^(usr|_dd\.code_origin)\./;

export function isAllowedTag(name: string): boolean {
  return tags.has(name) || families.test(name);
}

export function keepsResource(component: string | undefined): boolean {
  return component !== undefined && components.has(component);
}
