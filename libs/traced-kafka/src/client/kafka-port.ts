// What this library needs of a Kafka client, and nothing more. kafkajs-client.ts is the one file that knows the
// client behind it. Where broker and client do not accept each other, everything here rejects with KafkaRefusedError.

/** A record as it lies on a topic. */
export interface KafkaRecord {
  topic: string;
  partition: number;
  offset: string;
  /** Epoch milliseconds, set by its producer's clock. */
  timestampMs: number;
  key: Buffer | null;
  value: Buffer | null;
  headers: Record<string, Buffer | string | (Buffer | string)[] | undefined>;
}

export interface OutgoingRecord {
  topic: string;
  key: Buffer | string | null;
  value: Buffer | string | null;
  headers: KafkaRecord['headers'];
}

/** Where an acknowledged record went. */
export interface RecordMetadata {
  topic: string;
  partition: number;
  offset: string;
}

export interface ProducerPort {
  connect(): Promise<void>;
  /** Sends all records in one request, acks=all. Metadata are in the order of the records. */
  send(records: OutgoingRecord[]): Promise<RecordMetadata[]>;
  disconnect(): Promise<void>;
}

/** Consecutive records of one partition, with what is needed to finish them. */
export interface PartitionBatch {
  topic: string;
  partition: number;
  records: KafkaRecord[];
  /** Records on the partition after this batch. */
  lag: number;
  /** Everything up to and including this offset is done and will be committed. */
  resolve(offset: string): void;
  /** Keeps the membership of the group. Rejects when it is lost; that error belongs to the client. */
  heartbeat(): Promise<void>;
  /** True when the consumer is stopping or the partition has moved on: nothing more may be started. */
  isAbandoned(): boolean;
}

export type ConsumerState = 'connecting' | 'joined' | 'rebalancing' | 'crashed' | 'stopped';

export interface ConsumerPort {
  /** Connects, joins the group and calls `onBatch` for each batch: one at a time per partition, all partitions at once. */
  run(topics: string[], onBatch: (batch: PartitionBatch) => Promise<void>): Promise<void>;
  /** Waits for running batches, commits what is resolved, leaves the group. */
  stop(): Promise<void>;
}

export interface ConsumerSettings {
  groupId: string;
  /** A member that is silent for longer loses its partitions. */
  sessionTimeoutMs: number;
  heartbeatIntervalMs: number;
  /** How long the broker may wait to fill a fetch: batches form at the price of this much latency. */
  maxWaitMs: number;
  minBytes: number;
  /** How many batches of a topic are worked on at the same time, each of other partitions. */
  maxConcurrentBatches: number;
}

/** How far a group is on one partition. Everything before `committed` is done. */
export interface PartitionProgress {
  partition: number;
  /** Offset of the next record that the group has not finished. */
  committed: bigint;
  /** Offset that the next record to be written gets. */
  end: bigint;
}

export interface KafkaPort {
  producer(): ProducerPort;
  /** `onState` hears of every change; after `crashed` this consumer is dead and a new one must be made. */
  consumer(
    settings: ConsumerSettings,
    onState: (state: ConsumerState, reason?: string) => void,
  ): ConsumerPort;
  /** Resolves when a broker answers. */
  ping(): Promise<void>;
  /** How far a consumer group is on a topic, its own or another's. */
  progress(groupId: string, topic: string): Promise<PartitionProgress[]>;
  close(): Promise<void>;
}
