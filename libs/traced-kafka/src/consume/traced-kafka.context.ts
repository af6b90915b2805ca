// What `@Ctx()` gives a handler: the messages, each with the record it was read from.
import { BaseRpcContext } from '@nestjs/microservices';
import type { ConsumedMessage } from './consumed-message.ts';

export class TracedKafkaContext extends BaseRpcContext<[ConsumedMessage[], string]> {
  constructor(messages: ConsumedMessage[], topic: string) {
    super([messages, topic]);
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
}
