// What reconcile tells. Pure.
import { contextOfRecord, type KafkaRecord } from '@ringtrace/traced-kafka';
import { printable } from '../letter.ts';

/** What the graph holds of a payment. */
export type GraphState = 'absent' | 'stored' | 'judged' | 'foreign';

export interface MissingPayment {
  /** Transaction key; null for a record without one. */
  id: string | null;
  /** `partition/offset` on the transactions topic. The analyzers' group has passed it. */
  place: string;
  acceptedAt: string;
  traceId: string | null;
  graph: GraphState;
  /** A dead letter of it was replayed; the replay is missing. */
  wasReplayed: boolean;
}

export interface ReconcileReport {
  since: string;
  until: string;
  accepted: number;
  judged: number;
  deadLettered: number;
  erased: number;
  waiting: number;
  waitingByPartition: Record<number, number>;
  missing: number;
  /** Of the missing ones, how many were sent again. */
  repaired: number;
  /** The first of the missing ones. */
  payments: MissingPayment[];
}

/** Of the first record of a missing payment. */
export function describePayment(
  record: KafkaRecord,
  graph: GraphState,
  wasReplayed: boolean,
): MissingPayment {
  return {
    id: record.key && printable(record.key.toString()),
    place: `${record.partition}/${record.offset}`,
    acceptedAt: new Date(record.timestampMs).toISOString(),
    traceId: contextOfRecord(record.headers)?.toTraceparent().split('-')[1] ?? null,
    graph,
    wasReplayed,
  };
}

export function reconcileText(report: ReconcileReport): string {
  const { accepted, judged, deadLettered, erased, waiting, missing, repaired, payments } = report;
  const behind = Object.entries(report.waitingByPartition).map(
    ([partition, count]) => `${count} of partition ${partition}`,
  );
  const lines: [string, number, string?][] = [
    ['accepted', accepted, `from ${report.since} until ${report.until}`],
    ['judged', judged],
    ['dead letter', deadLettered],
    ['erased', erased],
    ['waiting', waiting, behind.join(', ')],
    ['missing', missing, repaired > 0 ? `${repaired} of them were sent again` : ''],
  ];
  return [
    ...lines.map(([name, count, note = '']) =>
      `${name.padEnd(12)} ${String(count).padStart(9)}  ${note}`.trimEnd(),
    ),
    ...(payments.length > 0 ? ['', `the first ${payments.length} that are missing:`] : []),
    ...payments.map(
      ({ id, place, acceptedAt, traceId, graph, wasReplayed }) =>
        `${place.padEnd(10)} ${acceptedAt}  in the graph: ${graph.padEnd(7)} trace ${traceId ?? 'none'}  ${id ?? '(no key)'}` +
        (wasReplayed ? '  was replayed' : ''),
    ),
  ].join('\n');
}
