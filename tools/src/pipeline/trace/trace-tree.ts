// Builds one tree per trace from spans of several processes, in any order, and prints it.

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

const maxDetail = 64;

/** Pure: a trace for a terminal, with offset, duration, service, and the span tree. */
export function printTrace(tree: TraceTree): string {
  const tops = [...tree.roots, ...tree.orphans];
  const spans = [...walk(tops)].map(({ span }) => span);
  const startNs = Math.min(...spans.map((span) => span.startNs));
  const endNs = Math.max(...spans.map((span) => span.startNs + span.durationNs));
  const serviceWidth = Math.max(...spans.map((span) => span.service.length));

  const lines: string[] = [];
  const add = ({ span, children }: TraceNode, lead: string, below: string) => {
    const columns = [
      milliseconds(span.startNs - startNs).padStart(9),
      milliseconds(span.durationNs).padStart(9),
      span.service.padEnd(serviceWidth),
    ];
    lines.push(`${columns.join('  ')}  ${lead}${describe(span)}`);
    for (const [index, child] of children.entries()) {
      const isLast = index === children.length - 1;
      add(child, `${below}${isLast ? '└─ ' : '├─ '}`, `${below}${isLast ? '   ' : '│  '}`);
    }
  };
  for (const root of tree.roots) add(root, '', '');
  for (const orphan of tree.orphans) add(orphan, '(parent missing) ', '');

  const services = [...new Set(spans.map((span) => span.service))].join(' → ');
  const head = `trace ${tree.traceId}: ${spans.length} spans, ${services}, ${milliseconds(endNs - startNs)}`;
  const titles = `${'offset'.padStart(9)}  ${'duration'.padStart(9)}  ${'service'.padEnd(serviceWidth)}  span`;
  return [head, titles, ...lines].join('\n');
}

function describe(span: ReceivedSpan): string {
  const detail = span.tags['db.statement.name'] ?? span.resource;
  const attempt =
    Number(span.tags['kafka.attempt'] ?? 1) > 1 ? ` (attempt ${span.tags['kafka.attempt']})` : '';
  const user = span.tags['usr.id'] === undefined ? '' : `  client ${hashLead(span.tags['usr.id'])}`;
  const error = span.error ? ` ERROR ${span.tags['error.type'] ?? ''}`.trimEnd() : '';
  return `${span.name}${detail === span.name ? '' : `  ${oneLine(detail)}`}${attempt}${user}${error}`;
}

// Enough of a hash to tell two clients apart.
const hashLead = (user: string) => (user.length <= 12 ? user : `${user.slice(0, 11)}…`);

function oneLine(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  return flat.length <= maxDetail ? flat : `${flat.slice(0, maxDetail - 1)}…`;
}

const milliseconds = (ns: number) => `${(ns / 1e6).toFixed(1)} ms`;
