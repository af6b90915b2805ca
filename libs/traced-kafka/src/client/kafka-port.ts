// What this library needs from a Kafka client, and nothing more. Only the kafkajs-*.ts files know which client that is.
// When broker and client reject each other, everything here rejects with KafkaRefusedError.

import type { TopicDescription } from '../topics/topic-requirements.ts';

/** A record of a topic. */
export interface KafkaRecord {
  topic: string;
  partition: number;
  offset: string;
  /** Epoch milliseconds, by the producer's clock. */
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

/** Where an acknowledged record was written. */
export interface RecordMetadata {
  topic: string;
  partition: number;
  offset: string;
}

export interface ProducerPort {
  /** Concurrent callers share one attempt. After a failure the next call tries again. */
  connect(): Promise<void>;
  /**
   * Sends all records, which are of one topic, with acks=all. The metadata are in the order of the records. Connects if needed.
   * @throws RecordRefusedError at least one record was refused. `stored` says which others are on the topic nevertheless.
   */
  send(records: OutgoingRecord[]): Promise<RecordMetadata[]>;
  /** Why a send would fail now, as far as the last ones tell. Undefined if it should succeed. */
  problem(): string | undefined;
  disconnect(): Promise<void>;
}

/** Consecutive records of one partition, as the client fetched them. Batches are formed from chunks. */
export interface PartitionChunk {
  topic: string;
  partition: number;
  records: KafkaRecord[];
  /** What follows the records cannot be decoded. */
  undecodable?: { offset: string; reason: string } | undefined;
  /** Records on the partition after this chunk. */
  lag: number;
  /** Marks everything up to and including this offset as done, to be committed. */
  resolve(offset: string): void;
  /** Fetches nothing more of the partition until the returned function is called, then from what is not resolved. */
  pause(): () => void;
  /** Keeps the consumer in its group. Rejects when the membership is lost; only the client can handle that error. */
  heartbeat(): Promise<void>;
  /** True when the consumer is stopping or no longer has the partition: no further work may start. */
  isAbandoned(): boolean;
}

export type ConsumerState = 'connecting' | 'joined' | 'rebalancing' | 'crashed' | 'stopped';

export interface ConsumerPort {
  /** Connects, joins the group and calls `onChunk` for each chunk: one at a time per partition, partitions concurrently. */
  run(topics: string[], onChunk: (chunk: PartitionChunk) => Promise<void>): Promise<void>;
  /** Waits for running chunks, commits what is resolved and leaves the group. */
  stop(): Promise<void>;
}

export interface ConsumerSettings {
  groupId: string;
  /** A member that sends no heartbeat for this long loses its partitions. */
  sessionTimeoutMs: number;
  heartbeatIntervalMs: number;
  /** How long the broker may wait to fill a fetch: larger batches for this much latency. */
  maxWaitMs: number;
  minBytes: number;
  /** How many batches of a topic are processed at the same time, each of different partitions. */
  maxConcurrentBatches: number;
}

/** How far a group is on one partition. */
export interface PartitionProgress {
  partition: number;
  /** Offset of the first record that the group has not committed. */
  committed: bigint;
  /** Offset that the next record will get. */
  end: bigint;
}

export interface ReadRequest {
  topic: string;
  /** The group, or the beginning of its name: ACLs need Read on groups with this prefix. */
  groupId: string;
  /** Epoch milliseconds: only records since then. */
  sinceMs?: number;
}

/** Where a batch is that cannot be decoded, and why. */
export interface UndecodableBatch {
  /** Of its first record. */
  offset: string;
  lastOffset: string;
  /** For an operator; holds no value of a record. */
  reason: string;
  /** The whole batch, as the broker has it. */
  bytes: Buffer;
}

export interface GroupPartition {
  group: string;
  topic: string;
  partition: number;
  /** The beginning of the name of another group, for the read. */
  readGroup: string;
}

/** See StepOver. */
export interface StepsOver {
  findUndecodable(at: GroupPartition): Promise<UndecodableBatch | undefined>;
  goOnBehind(at: GroupPartition, batch: UndecodableBatch): Promise<void>;
}

/** See TopicReader. */
export interface TopicReads {
  readToEnd(request: ReadRequest, onRecord: (record: KafkaRecord) => void | Promise<void>): Promise<void>;
  alone<T>(
    request: ReadRequest & { onRecord?: (record: KafkaRecord) => void },
    work: (lost: AbortSignal) => Promise<T>,
  ): Promise<T>;
}

export interface KafkaPort {
  reads: TopicReads;
  stepsOver: StepsOver;
  producer(): ProducerPort;
  /** `onState` is called on every change. After `crashed` this consumer is dead and must be replaced. */
  consumer(
    settings: ConsumerSettings,
    onState: (state: ConsumerState, reason?: string) => void,
  ): ConsumerPort;
  /** Resolves when a broker answers. */
  ping(): Promise<void>;
  describeTopic(topic: string): Promise<TopicDescription>;
  /** How far any consumer group is on a topic. */
  progress(groupId: string, topic: string): Promise<PartitionProgress[]>;
  close(): Promise<void>;
}
