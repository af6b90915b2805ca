// What `@Ctx()` gives a handler: where the messages come from, and the messages themselves.
import { BaseRpcContext } from '@nestjs/microservices';
import type { ConsumedMessage } from './consumed-message.ts';

export class TracedKafkaContext extends BaseRpcContext<[ConsumedMessage[], string, number]> {
  constructor(messages: ConsumedMessage[], topic: string, partition: number) {
    super([messages, topic, partition]);
  }

  getMessages(): ConsumedMessage[] {
    return this.getArgByIndex(0);
  }

  /** The message of a handler that takes one at a time. */
  getMessage(): ConsumedMessage {
    return this.getArgByIndex(0)[0];
  }

  getTopic(): string {
    return this.getArgByIndex(1);
  }

  getPartition(): number {
    return this.getArgByIndex(2);
  }
}
