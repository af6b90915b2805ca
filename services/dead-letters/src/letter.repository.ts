// The dead letters of the topic, one after the other, with what was done about each.
import { Inject, Injectable } from '@nestjs/common';
import { topics } from '@ringtrace/contracts';
import { type KafkaRecord, replayHeaders, TopicReader, textHeaders } from '@ringtrace/traced-kafka';
import type { Actions, Task } from './action.ts';
import { readGroup } from './action-log.repository.ts';
import { isSelected, type Letter, placeOf, readLetter, type Selection } from './letter.ts';

/** The clocks of two machines that worked on the same task may differ by this much. */
const clockToleranceMs = 60_000;

@Injectable()
export class LetterRepository {
  private readonly reader: TopicReader;

  constructor(@Inject(TopicReader) reader: TopicReader) {
    this.reader = reader;
  }

  /** Calls `onLetter` for each letter that is there now, in order within a partition. */
  read(onLetter: (letter: Letter, record: KafkaRecord) => void | Promise<void>): Promise<void> {
    return this.reader.readToEnd({ topic: topics.deadLetters, groupId: readGroup }, (record) =>
      onLetter(readLetter(record), record),
    );
  }

  /** The same for letters of this selection that have the state it asks for. */
  select(
    by: Selection,
    actions: Actions,
    onLetter: (letter: Letter, record: KafkaRecord) => void | Promise<void>,
  ): Promise<void> {
    return this.read((letter, record) =>
      isSelected(letter, record.key, by) && actions.stateOf(letter) === by.state
        ? onLetter(letter, record)
        : undefined,
    );
  }

  /** Places of the letters that a task has sent, also those that it could not note down before it was killed. */
  async sentBy(task: Task): Promise<Set<string>> {
    const sent = new Set<string>();
    const sinceMs = Date.parse(task.startedAt) - clockToleranceMs;
    await this.reader.readToEnd(
      { topic: topics.transactions, groupId: readGroup, sinceMs },
      ({ headers }) => {
        const text = textHeaders(headers);
        if (text[replayHeaders.task] !== task.id) return;
        const [offset = '', partition] = (text[replayHeaders.of] ?? '').split('/').reverse();
        sent.add(placeOf({ partition: Number(partition), offset }));
      },
    );
    return sent;
  }
}
