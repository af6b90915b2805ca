// Lets an operator take a consumer group past a batch that it cannot decode. The whole batch is kept as a dead letter.
import type { GroupPartition, KafkaPort, RecordMetadata, UndecodableBatch } from '../client/kafka-port.ts';
import { UnprocessableRecordError } from '../errors.ts';
import type { TracedProducer } from '../produce/traced-kafka.producer.ts';
import { deadLetterHeaders, toDeadLetter } from './dead-letter.ts';

export class StepOver {
  private readonly kafka: Pick<KafkaPort, 'stepsOver'>;
  private readonly producer: Pick<TracedProducer, 'send'>;

  constructor(kafka: Pick<KafkaPort, 'stepsOver'>, producer: Pick<TracedProducer, 'send'>) {
    this.kafka = kafka;
    this.producer = producer;
  }

  /** The batch that the group has to read next in the partition. Undefined if that can be decoded, or if there is none. */
  find(at: GroupPartition): Promise<UndecodableBatch | undefined> {
    return this.kafka.stepsOver.findUndecodable(at);
  }

  /** Resolves once the dead letter is acknowledged. Its value is the batch with its header, as the broker has it. */
  async keep(at: GroupPartition, batch: UndecodableBatch, deadLetterTopic: string): Promise<RecordMetadata> {
    const { topic, partition, group } = at;
    const record = { topic, partition, offset: batch.offset, timestampMs: Date.now() };
    const letter = toDeadLetter(
      { ...record, key: null, value: batch.bytes, headers: {} },
      new UnprocessableRecordError('skipped', batch.reason),
      { topic: deadLetterTopic, group, attempts: 0, failedAt: new Date() },
    );
    const headers = { ...letter.headers, [deadLetterHeaders.originalLastOffset]: batch.lastOffset };
    return this.producer.send({ ...letter, headers });
  }

  /** The group goes on behind the batch. Running members stay: the group rebalances twice, which takes some seconds. */
  goOnBehind(at: GroupPartition, batch: UndecodableBatch): Promise<void> {
    return this.kafka.stepsOver.goOnBehind(at, batch);
  }
}
