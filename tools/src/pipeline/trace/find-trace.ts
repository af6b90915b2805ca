// Reads back, from the test agent, the trace of one transaction.

import { waitUntil } from '../process/wait-until.ts';
import { type ReceivedSpan, readSpans } from '../servers/agent/read-spans.ts';
import { groupByTrace, type TraceTree, toTree, traceProblems } from './trace-tree.ts';

/** The tag that every service sets on the span that judged or took a transaction. */
const transactionTag = 'transaction.id';

/**
 * Waits until the trace in which `transactionId` was judged has arrived whole and has a span of each of `expected`
 * names. Rejects after `timeoutMs`: processes send what they have every two seconds.
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

/** Pure: the spans of the trace that holds the transaction's tag, of several the one that holds the most. */
export function traceOf(transactionId: string, spans: readonly ReceivedSpan[]): ReceivedSpan[] | undefined {
  const traces = [...groupByTrace(spans).values()].filter((trace) =>
    trace.some((span) => span.tags[transactionTag] === transactionId),
  );
  return traces.sort((a, b) => b.length - a.length)[0];
}
