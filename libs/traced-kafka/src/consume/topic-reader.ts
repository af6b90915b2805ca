// Reads topics outside the application's consumer group: for tools.
import type { KafkaPort, KafkaRecord, ReadRequest } from '../client/kafka-port.ts';

export class TopicReader {
  private readonly kafka: KafkaPort;

  constructor(kafka: KafkaPort) {
    this.kafka = kafka;
  }

  /**
   * Calls `onRecord` for each record that is on the topic now, in order within a partition, and waits for it. Nothing is
   * committed. An error of `onRecord` ends the read and is rethrown.
   * @throws TopicReadError when it cannot be read to its end
   */
  readToEnd(request: ReadRequest, onRecord: (record: KafkaRecord) => void | Promise<void>): Promise<void> {
    return this.kafka.reads.readToEnd(request, onRecord);
  }

  /**
   * Runs `work` while this process is the only member of the group. The signal aborts when it no longer is: start nothing
   * more then. `onRecord` sees every record of the topic, the earlier ones first, until `work` ends.
   * @throws GroupBusyError when another process is a member
   */
  alone<T>(
    request: ReadRequest & { onRecord?: (record: KafkaRecord) => void },
    work: (lost: AbortSignal) => Promise<T>,
  ): Promise<T> {
    return this.kafka.reads.alone(request, work);
  }
}
