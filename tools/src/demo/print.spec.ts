import type { Ring } from '@ringtrace/contracts';
import { generateTraffic } from '../traffic/demo/generate-traffic.ts';
import { lookAlikeKinds } from '../traffic/demo/scenarios.ts';
import { amount, printComparison, printIntroduction, printLatencies, printRings, token } from './print.ts';

describe('printIntroduction', () => {
  it('summarises what will be sent', () => {
    const text = printIntroduction(generateTraffic({ seed: 1, transactions: 2_000, startAtMs: 0 }));
    expect(text).toContain('2,000 transactions, 0 of them sent twice');
    expect(text).toContain('12 rings, 10 stolen cards');
    expect(text).toContain('16 other patterns of fraud: shared-identity, velocity-card,');
    expect(text).toContain(`${2 * lookAlikeKinds.length} innocent look-alikes: ping-pong, open-chain,`);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });
});

const payment = (transactionId: string, payerAccount: string, payeeAccount: string) => ({
  transactionId,
  payerAccount,
  payeeAccount,
  amountMinor: 0,
  currency: 'EUR',
  occurredAtMs: 0,
  type: 'transfer' as const,
});
const [one, two, three] = ['k1:AbCdEfGhIj', 'k1:KlMnOpQrSt', 'k1:UvWxYz0123'] as const;

const ring: Ring = {
  id: 'ring:x',
  rule: 'ring',
  ruleVersion: 2,
  score: 90,
  members: ['t1', 't2', 't3'],
  evidence: {
    payments: [
      { ...payment('t1', one, two), amountMinor: 181_200 },
      { ...payment('t2', two, three), amountMinor: 179_000, occurredAtMs: 37 * 60_000 },
      { ...payment('t3', three, one), amountMinor: 170_133, occurredAtMs: 8 * 60_000 },
    ],
    thresholds: { windowMs: 3_600_000 },
    cypher: 'MATCH (transaction:Transaction) RETURN transaction',
  },
  truncated: false,
  foundAt: '2026-08-01T12:00:00.000Z',
};

describe('printRings', () => {
  it("shows the money's path back to its payer, with amounts and times", () => {
    expect(printRings([ring])).toBe(
      [
        '  1  00:00:00 to 00:37:00 (37 min), 3 accounts, EUR',
        '     ⟨AbCdEf⟩ ─1,812.00→ ⟨KlMnOp⟩ ─1,790.00→ ⟨UvWxYz⟩ ─1,701.33→ ⟨AbCdEf⟩',
      ].join('\n'),
    );
  });

  it('shortens and marks tokens, and handles currencies without decimals', () => {
    expect(token('k1:0123456789')).toBe('⟨012345⟩');
    expect(amount(1_234_567, 'JPY')).toBe('1,234,567');
    expect(amount(5, 'EUR')).toBe('0.05');
  });
});

describe('printComparison and printLatencies', () => {
  it('shows planted and found patterns side by side', () => {
    const text = printComparison({
      accepted: 2_000,
      verdicts: 1_999,
      deadLetters: 1,
      lost: [],
      twice: [],
      wrongLabels: [],
      rules: [
        { rule: 'shared-card-and-device', planted: 10, found: 9, invented: ['another'] },
        { rule: 'ring', planted: 12, found: 12, invented: [] },
      ],
      lookAlikes: 26,
      lookAlikesFlagged: [],
    });
    expect(text.split('\n')).toEqual([
      'shared-card-and-device    10  found     9  found but not planted     1',
      'ring                      12  found    12  found but not planted     0',
      'innocent look-alikes      26  flagged     0',
      'verdicts               1,999  other than the label     0',
      'accepted               2,000  = verdicts 1,999  + dead letters     1',
    ]);
  });

  it('measures verdicts from the moment of sending, for all and for the second half', () => {
    const sent = {
      accepted: new Map([
        ['late', { sentAtMs: 2_000, latencyMs: 4, tries: 1 }],
        ['early', { sentAtMs: 1_000, latencyMs: 8, tries: 1 }],
        ['never judged', { sentAtMs: 1_500, latencyMs: 6, tries: 1 }],
      ]),
      refused: [],
      unknown: [],
      latenciesMs: [4, 8, 6],
    };
    const verdicts = new Map([
      ['early', { firstAtMs: 1_900 }],
      ['late', { firstAtMs: 2_050 }],
    ]);
    expect(printLatencies(sent, verdicts).split('\n')).toEqual([
      '202: the broker has it   p50    6.0 ms   p95    8.0 ms   (3 measured)',
      '   the second half       p50    4.0 ms   p95    6.0 ms   (2 measured)',
      'verdict on its topic     p50   50.0 ms   p95    900 ms   (2 measured)',
      '   the second half       p50   50.0 ms   p95   50.0 ms   (1 measured)',
    ]);
  });
});
