import type { TransactionRequest } from '@ringtrace/contracts';
import { Random } from '../random.ts';
import { decide, findingKey, judge } from './reference-model.ts';

const minute = 60_000;
const noon = Date.parse('2026-08-01T12:00:00Z');

type Pay = Partial<TransactionRequest> & { at?: number };

function pay(id: string, payer: string, payee: string, { at = 0, ...more }: Pay = {}): TransactionRequest {
  const occurredAt = new Date(noon + at).toISOString();
  return {
    id,
    occurredAt,
    amountMinor: 1_000,
    currency: 'EUR',
    type: 'transfer',
    payer: { accountId: payer },
    payee: { accountId: payee },
    ...more,
  };
}

/** A circle through the accounts, one payment a minute unless told otherwise. */
function circle(accounts: string, times?: number[], amounts?: number[]): TransactionRequest[] {
  return [...accounts].map((account, index) => {
    const next = accounts[(index + 1) % accounts.length] as string;
    const at = times?.[index] ?? index * minute;
    return pay(`t${index + 1}`, account, next, { at, amountMinor: amounts?.[index] ?? 1_000 });
  });
}

const rings = (requests: TransactionRequest[]) =>
  judge(requests)
    .findings.filter((finding) => finding.rule === 'ring')
    .map((finding) => finding.members.join(' '));

describe('rule ring', () => {
  it.each([
    ['ABC', 't1 t2 t3'],
    ['ABCD', 't1 t2 t3 t4'],
    ['ABCDE', 't1 t2 t3 t4 t5'],
  ])('finds the circle %s', (accounts, members) => {
    expect(rings(circle(accounts))).toEqual([members]);
  });

  it.each([['A'], ['AB'], ['ABCDEF']])('does not find the circle %s: too few or too many accounts', (few) => {
    expect(rings(circle(few))).toEqual([]);
  });

  it('needs the money to come back', () => {
    expect(rings(circle('ABCD').slice(0, 3))).toEqual([]);
  });

  it('finds a circle that starts anywhere, as long as the money can have flowed', () => {
    expect(rings(circle('ABC', [2 * minute, 0, minute]))).toEqual(['t1 t2 t3']);
    expect(rings(circle('ABC', [2 * minute, minute, 0]))).toEqual([]);
    expect(rings(circle('ABCD', [0, 2 * minute, minute, 3 * minute]))).toEqual([]);
  });

  it('takes payments at the same instant as in order', () => {
    expect(rings(circle('ABC', [0, 0, 0]))).toEqual(['t1 t2 t3']);
    expect(rings(circle('ABCD', [0, 5, 5, 0]))).toEqual(['t1 t2 t3 t4']);
    expect(rings(circle('ABCD', [5, 0, 5, 0]))).toEqual([]);
  });

  it('has a window of 60 minutes, its end included', () => {
    expect(rings(circle('ABC', [0, minute, 60 * minute]))).toEqual(['t1 t2 t3']);
    expect(rings(circle('ABC', [0, minute, 60 * minute + 1]))).toEqual([]);
  });

  it('wants the smallest amount to be at least 80 % of the largest', () => {
    expect(rings(circle('ABC', undefined, [1_000, 900, 800]))).toEqual(['t1 t2 t3']);
    expect(rings(circle('ABC', undefined, [1_000, 900, 799]))).toEqual([]);
    expect(rings(circle('ABC', undefined, [800, 1_000, 900]))).toEqual(['t1 t2 t3']);
    expect(rings(circle('ABC', undefined, [0, 0, 0]))).toEqual(['t1 t2 t3']);
  });

  it('compares the largest safe amounts exactly', () => {
    const most = Number.MAX_SAFE_INTEGER;
    const border = Number((BigInt(most) * 80n + 99n) / 100n);
    expect(rings(circle('ABC', undefined, [most, most, border]))).toEqual(['t1 t2 t3']);
    expect(rings(circle('ABC', undefined, [most, most, border - 1]))).toEqual([]);
  });

  it('stays in one currency', () => {
    const [first, second, third] = circle('ABC') as [
      TransactionRequest,
      TransactionRequest,
      TransactionRequest,
    ];
    expect(rings([first, { ...second, currency: 'USD' }, third])).toEqual([]);
  });

  it('lists each set of transactions once: a second payment between two members makes a second ring', () => {
    const twice = [...circle('ABC'), pay('t2b', 'B', 'C', { at: minute })];
    expect(rings(twice)).toEqual(['t1 t2 t3', 't1 t2b t3']);
  });

  it('does not pass an account twice', () => {
    // A→B→C→B→A: two ping-pongs that share B, and a payment to oneself.
    const payments = [
      pay('t1', 'A', 'B'),
      pay('t2', 'B', 'C', { at: 1 }),
      pay('t3', 'C', 'B', { at: 2 }),
      pay('t4', 'B', 'A', { at: 3 }),
      pay('t5', 'A', 'A', { at: 4 }),
    ];
    expect(rings(payments)).toEqual([]);
  });
});

describe('rule shared-card-and-device', () => {
  const used = (id: string, at: number, card = 'c', device = 'd') =>
    pay(id, `A${id}`, 'M', { at, card, device });
  const pairs = (requests: TransactionRequest[]) =>
    judge(requests).findings.map((finding) => `${finding.rule}: ${finding.members.join(' ')}`);

  it('has a window of five minutes, its end included, both ways in time', () => {
    expect(pairs([used('a', 0), used('b', 5 * minute)])).toEqual(['shared-card-and-device: a b']);
    expect(pairs([used('b', 5 * minute), used('a', 0)])).toEqual(['shared-card-and-device: a b']);
    expect(pairs([used('a', 0), used('b', 5 * minute + 1)])).toEqual([]);
    expect(pairs([used('a', 0), used('b', 0)])).toEqual(['shared-card-and-device: a b']);
  });

  it('needs both the card and the device', () => {
    expect(pairs([used('a', 0), used('b', 1, 'c', 'other')])).toEqual([]);
    expect(pairs([used('a', 0), used('b', 1, 'other', 'd')])).toEqual([]);
    const noDevice = [pay('a', 'A', 'M', { card: 'c' }), pay('b', 'B', 'M', { card: 'c' })];
    expect(pairs(noDevice)).toEqual([]);
  });

  it('keeps identifiers apart that only look alike when joined', () => {
    expect(pairs([used('a', 0, 'x', 'y z'), used('b', 0, 'x y', 'z')])).toEqual([]);
  });

  it('makes one finding for each pair, also across a chain longer than the window', () => {
    const chain = [used('a', 0), used('b', 4 * minute), used('c', 8 * minute)];
    expect(pairs(chain)).toEqual(['shared-card-and-device: a b', 'shared-card-and-device: b c']);
    expect(pairs([used('a', 0), used('b', 1), used('c', 2)])).toHaveLength(3);
  });
});

describe('decision', () => {
  it.each([
    [[], 'approve', 0],
    [['shared-card-and-device'], 'review', 50],
    [['ring'], 'decline', 90],
    [['ring', 'shared-card-and-device'], 'decline', 100],
  ] as const)('of %j is %s with score %d', (rules, decision, score) => {
    expect(decide([...rules])).toEqual({ decision, score, rules });
  });

  it('counts a rule once, however many findings it has', () => {
    const same = { card: 'c', device: 'd' };
    const three = ['a', 'b', 'c'].map((id) => pay(id, id, 'M', same));
    expect(judge(three).verdicts.get('a')).toEqual(decide(['shared-card-and-device']));
  });

  it('gives every transaction a verdict, and members of both rules both', () => {
    const [first, second, third] = circle('ABC') as [
      TransactionRequest,
      TransactionRequest,
      TransactionRequest,
    ];
    const both = { card: 'c', device: 'd' };
    const { verdicts } = judge([{ ...first, ...both }, { ...second, ...both }, third, pay('t9', 'X', 'Y')]);
    expect(verdicts.get('t1')?.score).toBe(100);
    expect(verdicts.get('t3')?.score).toBe(90);
    expect(verdicts.get('t9')?.decision).toBe('approve');
    expect(verdicts.size).toBe(4);
  });
});

describe('judge', () => {
  it('comes to the same judgement in any order and with copies', () => {
    // given a dense crowd in which many rings and pairs overlap
    const random = new Random(11);
    const crowd = Array.from({ length: 120 }, (_, index) =>
      pay(`t${index}`, `A${random.integer(0, 9)}`, `A${random.integer(0, 9)}`, {
        at: random.integer(0, 90) * minute,
        amountMinor: random.integer(90, 110),
        card: `c${random.integer(0, 5)}`,
        device: `d${random.integer(0, 2)}`,
      }),
    );
    const expected = judge(crowd);
    expect(new Set(expected.findings.map((finding) => finding.rule)).size).toBe(2);

    for (let round = 0; round < 5; round++) {
      // when it comes shuffled and partly twice
      const shuffled = [...crowd, ...crowd.slice(0, 30)]
        .map((request) => ({ request, place: random.next() }))
        .sort((a, b) => a.place - b.place)
        .map(({ request }) => request);
      // then nothing changes
      const actual = judge(shuffled);
      expect(actual.findings).toEqual(expected.findings);
      expect(new Set(actual.findings.map(findingKey)).size).toBe(actual.findings.length);
      for (const [id, verdict] of expected.verdicts) expect(actual.verdicts.get(id)).toEqual(verdict);
    }
  });

  it('reads times with any zone', () => {
    const [first, second, third] = circle('ABC') as [
      TransactionRequest,
      TransactionRequest,
      TransactionRequest,
    ];
    expect(rings([first, { ...second, occurredAt: '2026-08-01T14:01:00+02:00' }, third])).toHaveLength(1);
  });
});
