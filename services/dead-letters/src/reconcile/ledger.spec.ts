import { Ledger, TooManyPaymentsError } from './ledger.ts';

const record = (key: string | null, offset: number, timestampMs = 500, partition = 0) => ({
  key: key === null ? null : Buffer.from(key),
  partition,
  offset: String(offset),
  timestampMs,
});
/** The window is 100 to 1,000; the group has passed the first 50 records of partition 0. */
const ledgerOf = (maxPayments?: number) =>
  new Ledger({
    sinceMs: 100,
    untilMs: 1_000,
    progress: [{ partition: 0, committed: 50n, end: 100n }],
    ...(maxPayments === undefined ? {} : { maxPayments }),
  });
const letterOf = (offset: number) => ({ original: `transactions.new/0/${offset}` });

describe('Ledger', () => {
  it('counts a payment once, whatever it was sent or judged', () => {
    const ledger = ledgerOf();
    for (const offset of [1, 2, 3]) ledger.accept(record('a', offset));
    ledger.accept(record('b', 4));
    ledger.end('a', 'judged');
    ledger.end('a', 'judged');
    ledger.end('stranger', 'judged');
    expect([ledger.counts, ledger.takeWaiting(), ledger.missing()]).toEqual([
      { accepted: 2, judged: 1, deadLettered: 0, erased: 0 },
      {},
      ['b'],
    ]);
  });

  it.each([
    ['before the window', 99, []],
    ['at its beginning', 100, ['a']],
    ['at its end', 999, ['a']],
    ['after it', 1_000, []],
  ])('a record from %s', (_, timestampMs, missing) => {
    const ledger = ledgerOf();
    ledger.accept(record('a', 1, timestampMs));
    expect(ledger.missing()).toEqual(missing);
  });

  it('takes what the group has not passed as waiting, also if only its replay after the window waits', () => {
    const ledger = ledgerOf();
    ledger.accept(record('passed', 49));
    ledger.accept(record('behind', 50));
    ledger.accept(record('replayed', 10));
    ledger.accept(record('replayed', 60, 2_000));
    ledger.accept(record('far', 2 ** 39, 500, 1_000));
    // A partition that was added a moment ago, and a replay on it that is read before its original.
    ledger.accept(record('new', 0, 500, 8_000));
    ledger.accept(record('new', 7, 500, 0));
    expect(ledger.takeWaiting()).toEqual({ 0: 2, 1000: 1, 8000: 1 });
    expect(ledger.missing()).toEqual(['passed']);
  });

  it('takes a letter as the outcome of the record that it was, and of no other', () => {
    const ledger = ledgerOf();
    for (const [key, offset] of [
      ['a', 1],
      ['again', 2],
      ['again', 3],
      ['done', 4],
      [null, 5],
      [null, 6],
    ] as const)
      ledger.accept(record(key, offset));
    ledger.addLetter(letterOf(1), Buffer.from('a'), 'open');
    ledger.addLetter(letterOf(2), Buffer.from('again'), 'discarded');
    ledger.addLetter(letterOf(4), Buffer.from('done'), 'replayed');
    ledger.addLetter(letterOf(5), null, 'open');
    ledger.addLetter({ original: 'orders/0/6' }, null, 'open');
    ledger.takeWaiting();
    expect(ledger.missing()).toEqual(['again', 'done', '\0' + '0/6']);
    expect(ledger.counts).toMatchObject({ accepted: 5, deadLettered: 2 });
    expect(['a', 'done'].map((key) => ledger.wasReplayed(key))).toEqual([false, true]);
  });

  it('fails before the memory is full', () => {
    const ledger = ledgerOf(2);
    for (const key of ['a', 'b', 'a']) ledger.accept(record(key, 1));
    expect(() => ledger.accept(record('c', 2))).toThrow(TooManyPaymentsError);
  });
});
