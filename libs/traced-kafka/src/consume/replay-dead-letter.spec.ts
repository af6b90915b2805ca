import type { KafkaRecord } from '../client/kafka-port.ts';
import { UnprocessableRecordError } from '../errors.ts';
import { deadLetterHeaders, toDeadLetter } from './dead-letter.ts';
import { replayHeaders, toReplay } from './replay-dead-letter.ts';

const record: KafkaRecord = {
  topic: 'orders',
  partition: 3,
  offset: '42',
  timestampMs: 1_000,
  key: Buffer.from('k'),
  value: Buffer.from([0, 255, 1]),
  headers: {
    traceparent: '00-1-1-01',
    'x-datadog-trace-id': '1',
    custom: Buffer.from([1, 2]),
    twice: ['a', 'b'],
  },
};
const letterOf = (from: KafkaRecord, reason: string, failedAt: string, offset: string): KafkaRecord => ({
  ...from,
  ...(toDeadLetter(from, new UnprocessableRecordError(reason), {
    topic: 'dlq',
    group: 'g',
    attempts: 1,
    failedAt: new Date(failedAt),
  }) as KafkaRecord),
  partition: 0,
  offset,
});

describe('toReplay', () => {
  const letter = letterOf(record, 'bad-shape', '2026-01-02T03:04:05Z', '7');

  it('returns the record as it was, without its old trace, and says which letter it was', () => {
    const { key, value, topic, headers } = toReplay(letter, 't1') ?? {};
    expect({ key, value, topic }).toEqual({ key: record.key, value: record.value, topic: 'orders' });
    expect(headers).toEqual({
      custom: Buffer.from([1, 2]),
      twice: ['a', 'b'],
      [replayHeaders.of]: 'dlq/0/7',
      [replayHeaders.task]: 't1',
      [replayHeaders.count]: '1',
      [replayHeaders.firstFailedAt]: '2026-01-02T03:04:05.000Z',
      [replayHeaders.earlierReasons]: 'bad-shape',
    });
  });

  it('keeps the history of a record that fails again', () => {
    const replayed = { ...record, ...toReplay(letter, 't1') } as KafkaRecord;
    const again = letterOf(replayed, 'still-bad', '2026-02-02T03:04:05Z', '9');
    expect(again.headers).toMatchObject({
      [deadLetterHeaders.reason]: 'still-bad',
      [replayHeaders.count]: '1',
      [replayHeaders.firstFailedAt]: '2026-01-02T03:04:05.000Z',
      [replayHeaders.earlierReasons]: 'bad-shape',
    });
    expect(toReplay(again, 't2')?.headers).toMatchObject({
      [replayHeaders.of]: 'dlq/0/9',
      [replayHeaders.count]: '2',
      [replayHeaders.firstFailedAt]: '2026-01-02T03:04:05.000Z',
      [replayHeaders.earlierReasons]: 'bad-shape,still-bad',
    });
  });

  it('is impossible for a batch that could not be decoded', () => {
    const headers = { ...letter.headers, [deadLetterHeaders.originalLastOffset]: '12' };
    expect(toReplay({ ...letter, headers }, 't1')).toBeUndefined();
  });

  it('keeps the last twenty reasons', () => {
    const many = {
      ...letter,
      headers: { ...letter.headers, [replayHeaders.earlierReasons]: 'x,'.repeat(40) },
    };
    const reasons = String(toReplay(many, 't1')?.headers[replayHeaders.earlierReasons]).split(',');
    expect([reasons.length, reasons.at(-1)]).toEqual([20, 'bad-shape']);
  });

  it('refuses a letter with a part left out, or of unknown origin', () => {
    const cut = { ...letter, headers: { ...letter.headers, [deadLetterHeaders.leftOut]: 'value' } };
    expect([toReplay(cut, 't1'), toReplay(record, 't1')]).toEqual([undefined, undefined]);
  });
});
