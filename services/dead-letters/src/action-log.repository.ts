// The topic of actions: read from its beginning, and appended to.
import { Inject, Injectable } from '@nestjs/common';
import { deadLetterGroup, topics } from '@ringtrace/contracts';
import { type KafkaRecord, TopicReader, TracedProducer } from '@ringtrace/traced-kafka';
import { type Action, Actions, action } from './action.ts';

/** Of every read that needs no lock. */
export const readGroup = `${deadLetterGroup}-read`;

@Injectable()
export class ActionLog {
  private readonly reader: TopicReader;
  private readonly producer: TracedProducer;

  constructor(@Inject(TopicReader) reader: TopicReader, @Inject(TracedProducer) producer: TracedProducer) {
    this.reader = reader;
    this.producer = producer;
  }

  async read(): Promise<Actions> {
    const actions = new Actions();
    const request = { topic: topics.deadLetterActions, groupId: readGroup };
    await this.reader.readToEnd(request, (record) => {
      const next = parse(record);
      if (next) actions.add(next);
    });
    return actions;
  }

  /** Resolves when all in-sync replicas have it. @throws DeliveryError */
  async append(next: Action): Promise<void> {
    await this.producer.send({
      topic: topics.deadLetterActions,
      key: next.task,
      value: JSON.stringify(next),
    });
  }

  /**
   * Runs `work` while no other process may do anything but read and cancel. The signal aborts when this process is no
   * longer alone, or when somebody cancels the task that `isMine` knows.
   * @throws GroupBusyError
   */
  alone<T>(isMine: (task: string) => boolean, work: (stop: AbortSignal) => Promise<T>): Promise<T> {
    const cancelled = new AbortController();
    const onRecord = (record: KafkaRecord) => {
      const next = parse(record);
      if (next?.type === 'task-cancelled' && isMine(next.task)) cancelled.abort();
    };
    const request = { topic: topics.deadLetterActions, groupId: deadLetterGroup, onRecord };
    return this.reader.alone(request, (lost) => work(AbortSignal.any([lost, cancelled.signal])));
  }
}

/** Undefined for a record of a later version, or of somebody else. */
function parse({ value }: KafkaRecord): Action | undefined {
  try {
    return action.safeParse(JSON.parse(String(value))).data;
  } catch {
    return undefined;
  }
}
