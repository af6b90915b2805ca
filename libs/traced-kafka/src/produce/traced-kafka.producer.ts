// Sends the records of concurrent callers together, each in its own trace: a record's `kafka.produce` span lasts from the
// call to the broker's acknowledgement, and its context travels in the record's headers.
import {
  activeContext,
  contextToHeaders,
  inSpan,
  isSampled,
  type Logger,
  type Metrics,
  outsideTrace,
  producedTo,
  spanTags,
  type Tags,
  type TraceContext,
} from '@ringtrace/telemetry';
import type { OutgoingRecord, ProducerPort, RecordMetadata } from '../client/kafka-port.ts';
import type { ConsumedMessage } from '../consume/consumed-message.ts';
import { RecordRefusedError } from '../errors.ts';
import type { Health } from '../kafka.health.ts';
import { checkRecord } from './check-record.ts';
import { SendQueue, type SendQueueLimits } from './send-queue.ts';

export interface RecordToSend {
  topic: string;
  key: Buffer | string | null;
  value: Buffer | string | null;
  headers?: OutgoingRecord['headers'];
  /** The message that caused this record; its trace continues. Default: the active span's trace. */
  cause?: ConsumedMessage | undefined;
  /** Additional tags for the `kafka.produce` span. */
  tags?: Tags;
}

/** Headers added to every record; the record's own win. Must not throw. */
export type HeadersForAll = (record: RecordToSend) => Record<string, string>;

export class TracedProducer {
  private readonly port: ProducerPort;
  private readonly queue: SendQueue;
  private readonly logger: Logger;
  private readonly headersForAll: HeadersForAll;
  private isClosed = false;

  constructor(
    port: ProducerPort,
    limits: SendQueueLimits,
    logger: Logger,
    metrics: Metrics,
    headersForAll: HeadersForAll = () => ({}),
  ) {
    this.port = port;
    this.logger = logger;
    this.headersForAll = headersForAll;
    const requests = metrics.counter('kafka_producer_requests_total', 'Requests to the broker, by outcome', [
      'outcome',
    ]);
    this.queue = new SendQueue(async (records) => {
      try {
        // One request serves many traces; its own spans and logs belong to none of them.
        const metadata = await outsideTrace(() => this.port.send(records));
        requests.inc({ outcome: 'acknowledged' });
        return metadata;
      } catch (error) {
        requests.inc({ outcome: error instanceof RecordRefusedError ? 'refused' : 'failed' });
        throw error;
      }
    }, limits);
  }

  /**
   * Resolves when all in-sync replicas have the record.
   * @throws RecordRefusedError it is not on the topic, and would be refused again
   * @throws ProducerQueueFullError nothing was sent
   * @throws DeliveryError the outcome is unknown: send again with the same key
   */
  send(record: RecordToSend): Promise<RecordMetadata> {
    const dataStream = producedTo(record.topic, record.cause?.dataStream);
    const parent = record.cause?.traceContext;
    // A trace that is not sampled continues in the headers, but gets no span.
    const upstream = parent ?? activeContext();
    if (upstream && !isSampled(upstream))
      return this.push(record, { ...dataStream, ...contextToHeaders(upstream) });
    return inSpan('kafka.produce', produceSpan(record.topic, parent, record.tags), async (span) => {
      const metadata = await this.push(record, { ...dataStream, ...contextToHeaders(span.context) });
      span.tag({ [spanTags.kafkaPartition]: metadata.partition, [spanTags.kafkaOffset]: metadata.offset });
      return metadata;
    });
  }

  private async push(record: RecordToSend, traceHeaders: Record<string, string>): Promise<RecordMetadata> {
    const invalid = checkRecord(record);
    if (invalid) throw invalid;
    const { topic, key = null, value } = record;
    const headers = { ...this.headersForAll(record), ...record.headers, ...traceHeaders };
    return this.queue.push({ topic, key, value, headers });
  }

  /** One outcome per record, in order. Never rejects. */
  sendAll(records: RecordToSend[]): Promise<PromiseSettledResult<RecordMetadata>[]> {
    return Promise.allSettled(records.map((record) => this.send(record)));
  }

  /** Concurrent callers share one attempt. After a failure the next call tries again. */
  connect(): Promise<void> {
    return outsideTrace(() => this.port.connect());
  }

  /** Down while it is not connected, while the broker does not answer, and while nothing is acknowledged. */
  health(): Health {
    const problem = this.isClosed ? 'closed' : this.port.problem();
    return problem === undefined ? { status: 'up' } : { status: 'down', reason: `producer is ${problem}` };
  }

  /** Waits until every accepted record is acknowledged or has timed out, then disconnects. */
  async close(): Promise<void> {
    await this.queue.drained();
    this.isClosed = true;
    await this.port
      .disconnect()
      .catch((error: unknown) => this.logger.warn({ error }, 'producer failed to disconnect'));
  }
}

function produceSpan(topic: string, parent: TraceContext | undefined, tags: Tags | undefined) {
  return {
    parent,
    kind: 'producer' as const,
    resource: topic,
    type: 'worker',
    tags: {
      ...tags,
      [spanTags.messagingSystem]: 'kafka',
      [spanTags.messagingDestination]: topic,
      [spanTags.kafkaTopic]: topic,
    },
  };
}
