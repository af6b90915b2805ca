// Builds one tree per trace from spans of several processes, in any order.

import { waitUntil } from '../process/wait-until.ts';
import { type ReceivedSpan, readSpans } from './read-spans.ts';

export interface TraceNode {
  span: ReceivedSpan;
  /** Ordered by start. */
  children: TraceNode[];
}

export interface TraceTree {
  traceId: string;
  /** Spans without a parent. A complete trace has exactly one. */
  roots: TraceNode[];
  /** Spans whose parent never arrived, with their subtrees. A complete trace has none. */
  orphans: TraceNode[];
}

/** Groups by trace id; duplicates count once. */
export function groupByTrace(spans: readonly ReceivedSpan[]): Map<string, ReceivedSpan[]> {
  const distinct = new Map(spans.map((span) => [`${span.traceId} ${span.spanId}`, span]));
  return Map.groupBy(distinct.values(), (span) => span.traceId);
}

/** Takes the spans of one trace. Throws if there are none, or if they belong to several traces. */
export function toTree(spans: readonly ReceivedSpan[]): TraceTree {
  const [traceId, ...others] = new Set(spans.map((span) => span.traceId));
  if (traceId === undefined || others.length > 0) throw new Error('toTree takes the spans of one trace');
  const inOrder = spans.toSorted((a, b) => a.startNs - b.startNs);
  const nodes = new Map(inOrder.map((span): [string, TraceNode] => [span.spanId, { span, children: [] }]));
  const tree: TraceTree = { traceId, roots: [], orphans: [] };
  for (const node of nodes.values()) {
    const { parentId } = node.span;
    if (parentId === '0') tree.roots.push(node);
    else (nodes.get(parentId)?.children ?? tree.orphans).push(node);
  }
  return tree;
}

/** Why a trace is incomplete, one sentence each; empty if it is complete. Names only spans and services. */
export function traceProblems({ roots, orphans }: TraceTree): string[] {
  const name = ({ span }: TraceNode) => `${span.service} ${span.name}`;
  const rootNames = roots.map(name).join(', ');
  const nodes = [...walk(roots), ...walk(orphans)];
  const upperHalves = new Set(nodes.flatMap(({ span }) => span.tags['_dd.p.tid'] ?? []));
  return [
    ...(roots.length === 1 ? [] : [`${roots.length} roots${rootNames && `: ${rootNames}`}`]),
    ...orphans.map((orphan) => `orphan ${name(orphan)}: its parent never arrived`),
    // The test agent joins by the lower half alone, but Datadog would show several traces.
    ...(upperHalves.size > 1 ? [`${upperHalves.size} different upper halves of the trace id`] : []),
  ];
}

/** Every node of a tree, parents before their children. */
export function* walk(nodes: readonly TraceNode[]): Generator<TraceNode> {
  for (const node of nodes) {
    yield node;
    yield* walk(node.children);
  }
}

/** The tag that every service sets on the span that accepts or judges a transaction. */
const transactionTag = 'transaction.id';

/**
 * Waits until the test agent has the complete trace of `transactionId`, with a span of every `expected` name. Tracers
 * send only every two seconds.
 */
export function findTrace(
  agentUrl: string,
  transactionId: string,
  { expected, timeoutMs, signal }: { expected: readonly string[]; timeoutMs: number; signal?: AbortSignal },
): Promise<TraceTree> {
  const whole = async () => {
    const spans = traceOf(transactionId, await readSpans(agentUrl));
    if (spans === undefined) return undefined;
    const names = new Set(spans.map((span) => span.name));
    const tree = toTree(spans);
    const missing = [...traceProblems(tree), ...expected.filter((name) => !names.has(name))];
    if (missing.length > 0) throw new Error(missing.join('; '));
    return tree;
  };
  const what = 'the trace of one transaction at the test agent';
  return waitUntil(whole, { timeoutMs, what, everyMs: 500, ...(signal && { signal }) });
}

/** Pure: the spans of the trace with the transaction's tag; of several traces, the largest. */
export function traceOf(transactionId: string, spans: readonly ReceivedSpan[]): ReceivedSpan[] | undefined {
  const traces = [...groupByTrace(spans).values()].filter((trace) =>
    trace.some((span) => span.tags[transactionTag] === transactionId),
  );
  return traces.sort((a, b) => b.length - a.length)[0];
}
