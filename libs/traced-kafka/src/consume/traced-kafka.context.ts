// What `@Ctx()` gives a handler: the messages, each with its original record.
import { BaseRpcContext } from '@nestjs/microservices';
import type { ConsumedMessage } from './consumed-message.ts';

export class TracedKafkaContext extends BaseRpcContext<[ConsumedMessage[], string]> {
  constructor(messages: ConsumedMessage[], topic: string) {
    super([messages, topic]);
  }

  getMessages(): ConsumedMessage[] {
    return this.getArgByIndex(0);
  }

  /** The only message, for handlers of single messages. */
  getMessage(): ConsumedMessage {
    return this.getArgByIndex(0)[0];
  }

  getTopic(): string {
    return this.getArgByIndex(1);
  }
}
