import { Positions } from './positions.ts';

const topic = 'orders';
const range = (low: number, high: number) => ({ low: BigInt(low), high: BigInt(high) });
const jumpsOf = (positions: Positions, low: number, high: number) =>
  positions
    .compare(topic, 0, range(low, high), positions.snapshot(topic).get(0))
    .map(({ from, to, lost, isDone }) => ({
      from: Number(from),
      to: Number(to),
      lost: Number(lost),
      isDone,
    }));

function at(committed: number): Positions {
  const positions = new Positions();
  positions.assign([{ topic, partition: 0, committed: BigInt(committed) }]);
  return positions;
}

describe('Positions', () => {
  it('counts what left the topic before it was read, once', () => {
    const positions = at(10);
    expect(jumpsOf(positions, 10, 100)).toEqual([]);
    expect(jumpsOf(positions, 25, 100)).toEqual([{ from: 10, to: 25, lost: 15, isDone: false }]);
    expect(jumpsOf(positions, 25, 100)).toEqual([]);
    expect(jumpsOf(positions, 30, 100)).toEqual([{ from: 25, to: 30, lost: 5, isDone: false }]);
  });

  it('does not count what was read', () => {
    const positions = at(10);
    positions.began(topic, 0, 10n);
    // what is being processed is in memory
    expect(jumpsOf(positions, 20, 100)).toEqual([]);
    positions.advance(topic, 0, 30n);
    positions.ended(topic, 0);
    expect(jumpsOf(positions, 30, 100)).toEqual([]);
    expect(jumpsOf(positions, 31, 100)).toEqual([{ from: 30, to: 31, lost: 1, isDone: false }]);
  });

  it('does not count while it moves: the start of the log was read later than the position', () => {
    const positions = at(10);
    const before = positions.snapshot(topic).get(0);
    positions.began(topic, 0, 10n);
    positions.advance(topic, 0, 15n);
    positions.ended(topic, 0);
    expect(positions.compare(topic, 0, range(20, 100), before)).toEqual([]);
  });

  it('counts a jump of the client up to the start of the log, and no gap after it', () => {
    const positions = at(10);
    // 10 to 19 were deleted, 20 to 24 hold no records
    expect(positions.began(topic, 0, 25n)).toBe(true);
    expect(jumpsOf(positions, 20, 100)).toEqual([{ from: 10, to: 20, lost: 10, isDone: true }]);
  });

  it('takes compaction and transactions for no loss', () => {
    const positions = at(10);
    expect(positions.began(topic, 0, 25n)).toBe(true);
    expect(jumpsOf(positions, 0, 100)).toEqual([]);
  });

  it('tells when the log ends before the position', () => {
    const positions = at(10);
    expect(jumpsOf(positions, 0, 5)).toEqual([{ from: 10, to: 0, lost: 0, isDone: false }]);
    expect(jumpsOf(positions, 0, 5)).toEqual([]);
  });

  it('knows nothing of a partition without a committed offset until it is read', () => {
    const positions = at(-1);
    expect(jumpsOf(positions, 50, 100)).toEqual([]);
    positions.began(topic, 0, 50n);
    positions.advance(topic, 0, 60n);
    positions.ended(topic, 0);
    expect(jumpsOf(positions, 61, 100)).toEqual([{ from: 60, to: 61, lost: 1, isDone: false }]);
  });

  it('remembers its position when the client has replaced the committed one by "the beginning"', () => {
    const positions = at(10);
    positions.assign([{ topic, partition: 0, committed: -2n }]);
    expect(jumpsOf(positions, 15, 100)).toEqual([{ from: 10, to: 15, lost: 5, isDone: false }]);
  });

  it('follows the group after a rebalance, and forgets what went to others', () => {
    const positions = at(10);
    positions.assign([{ topic, partition: 0, committed: 40n }]);
    expect(jumpsOf(positions, 40, 100)).toEqual([]);
    positions.assign([]);
    expect(jumpsOf(positions, 60, 100)).toEqual([]);
  });
});
