// Spans of several processes, in any order, to one tree per trace. Pure.
import type { ReceivedSpan } from '../servers/agent/read-spans.ts';

export interface TraceNode {
  span: ReceivedSpan;
  /** In order of their start. */
  children: TraceNode[];
}

export interface TraceTree {
  traceId: string;
  /** Spans without a parent. A whole trace has exactly one. */
  roots: TraceNode[];
  /** Spans whose parent never arrived, each with what hangs below it. A whole trace has none. */
  orphans: TraceNode[];
}

/** By trace id; a span that was received twice counts once. */
export function groupByTrace(spans: readonly ReceivedSpan[]): Map<string, ReceivedSpan[]> {
  const distinct = new Map(spans.map((span) => [`${span.traceId} ${span.spanId}`, span]));
  return Map.groupBy(distinct.values(), (span) => span.traceId);
}

/** Takes the spans of one trace. Throws if they belong to several, or if there are none. */
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

/** What keeps a trace from being whole, one sentence each; empty if it is. Names spans and services only. */
export function traceProblems({ roots, orphans }: TraceTree): string[] {
  const name = ({ span }: TraceNode) => `${span.service} ${span.name}`;
  const rootNames = roots.map(name).join(', ');
  const nodes = [...walk(roots), ...walk(orphans)];
  const upperHalves = new Set(nodes.flatMap(({ span }) => span.tags['_dd.p.tid'] ?? []));
  return [
    ...(roots.length === 1 ? [] : [`${roots.length} roots${rootNames && `: ${rootNames}`}`]),
    ...orphans.map((orphan) => `orphan ${name(orphan)}: its parent never arrived`),
    // The test agent joins by the lower half alone; Datadog would show several traces.
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
