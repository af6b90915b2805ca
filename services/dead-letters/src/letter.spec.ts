import type { KafkaRecord } from '@ringtrace/traced-kafka';
import { isSelected, printable, readLetter, selection } from './letter.ts';
import { ListCounter, listText } from './list-report.ts';
import { batchSize, pauseMs } from './pace.ts';

const record = (headers: KafkaRecord['headers'], offset = '7'): KafkaRecord => ({
  ...{ topic: 'transactions.dlq', partition: 0, offset, timestampMs: 5_000, headers },
  ...{ key: Buffer.from('acme/pay-1'), value: null },
});
const refused = {
  'dlq.reason': 'key-mismatch',
  'dlq.failed.at': '2026-05-01T12:00:00.000Z',
  'dlq.original.topic': 'transactions.new',
  'dlq.original.partition': '2',
  'dlq.original.offset': '99',
};

describe('readLetter', () => {
  it('reads place, reason, disposition, time and origin', () => {
    expect(readLetter(record(refused))).toMatchObject({
      ...{ place: '0/7', reason: 'key-mismatch', disposition: 'rejected', original: 'transactions.new/2/99' },
      ...{ failedAtMs: Date.parse('2026-05-01T12:00:00Z'), replays: 0 },
    });
  });

  it('reads a record that is no dead letter of ours, too', () => {
    const letter = readLetter(
      record({ 'dlq.failed.at': 'never', 'dlq.replays': 'x', 'dlq.reason': '\u001b[2J' }),
    );
    expect(letter).toMatchObject({ failedAtMs: 5_000, replays: 0, reason: '\ufffd[2J', original: '?/?/?' });
  });
});

describe('isSelected', () => {
  const letter = readLetter(record(refused));
  const isMeant = (by: object) => isSelected(letter, Buffer.from('acme/pay-1'), selection.parse(by));

  it.each([
    [{}],
    [{ reasons: ['other', 'key-mismatch'], dispositions: ['rejected'], partitions: [0], letters: ['0/7'] }],
    [{ ids: ['acme/pay-1'], sinceMs: letter.failedAtMs, untilMs: letter.failedAtMs + 1 }],
  ])('takes a letter that matches everything given: %j', (by) => {
    expect(isMeant(by)).toBe(true);
  });

  it.each([
    [{ reasons: ['other'] }],
    [{ dispositions: ['poison'] }],
    [{ ids: ['pay-1'] }],
    [{ letters: ['0/8'] }],
    [{ partitions: [1] }],
    [{ sinceMs: letter.failedAtMs + 1 }],
    [{ untilMs: letter.failedAtMs }],
  ])('leaves out a letter that does not match %j', (by) => {
    expect(isMeant(by)).toBe(false);
  });
});

it('printable takes every control character out', () => {
  expect(printable('a\u001b[31m\n\u202eb')).toBe('a\ufffd[31m\ufffd\ufffdb');
});

describe('ListCounter', () => {
  it('counts by reason, disposition and partition, and lists the newest', () => {
    const counter = new ListCounter('open', 1);
    counter.add(readLetter(record(refused, '1')), 'open');
    counter.add(readLetter(record({ ...refused, 'dlq.replays': '2' }, '2')), 'open');
    counter.add(readLetter(record(refused, '3')), 'parked');
    const report = counter.report(Date.parse('2026-05-01T13:00:00Z'));
    expect(report).toMatchObject({
      ...{ depth: 2, oldestAgeSeconds: 3_600, failedAgain: 1, byReason: { 'key-mismatch': 2 } },
      ...{ byState: { open: 2, parked: 1, replayed: 0, discarded: 0 }, byPartition: { '0': 2 } },
    });
    expect(report.letters.map(({ place }) => place)).toEqual(['0/2']);
    expect(listText(report)).toMatch(/^2 open dead letters[\s\S]*key-mismatch[\s\S]*replayed 2 times$/);
  });

  it('says that there are none', () => {
    expect(listText(new ListCounter('open', 5).report(0))).toBe('no open dead letters match');
  });
});

describe('the pace', () => {
  it('waits until as many seconds have passed as the rate needs', () => {
    expect([pauseMs(0, 50, 0), pauseMs(100, 50, 500), pauseMs(100, 50, 3_000)]).toEqual([0, 1_500, 0]);
  });

  it('sends about four batches a second, none too large for the links of one span', () => {
    expect([1, 4, 50, 10_000].map(batchSize)).toEqual([1, 1, 13, 100]);
  });
});
