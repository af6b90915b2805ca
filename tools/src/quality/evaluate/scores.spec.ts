import type { Counts } from './counts.ts';
import { judgeAims, score, toScores } from './scores.ts';

const counts: Counts = {
  transactions: 1_000,
  fraudTransactions: 40,
  camouflageTransactions: 2,
  flaggedTransactions: 50,
  flaggedFraudTransactions: 30,
  backgroundTransactions: 900,
  flaggedBackgroundTransactions: 9,
  typologies: {
    ring: {
      planted: 10,
      found: 9,
      foundByOwnRule: 8,
      outside: 1,
      outsideFound: 0,
      transactions: 25,
      flaggedTransactions: 20,
    },
    'fan-in': {
      planted: 10,
      found: 6,
      foundByOwnRule: 6,
      outside: 2,
      outsideFound: 1,
      transactions: 15,
      flaggedTransactions: 10,
    },
    stack: {
      planted: 1,
      found: 0,
      foundByOwnRule: 0,
      outside: 0,
      outsideFound: 0,
      transactions: 3,
      flaggedTransactions: 0,
    },
  },
  rules: {
    ring: { alerts: 8, rightAlerts: 8, transactions: 20, fraudTransactions: 20 },
    'mule-fan-in': { alerts: 12, rightAlerts: 6, transactions: 30, fraudTransactions: 10 },
  },
  lookAlikes: {
    payroll: { patterns: 100, flaggedPatterns: 1, transactions: 800, flaggedTransactions: 4 },
    lending: { patterns: 50, flaggedPatterns: 2, transactions: 100, flaggedTransactions: 4 },
  },
};

it('takes recall from patterns and precision from alerts', () => {
  const { rings } = toScores(counts);
  expect(rings.recall).toBeCloseTo(15 / 21);
  expect(rings.recallWithinReach).toBeCloseTo(14 / 18);
  expect(rings.precision).toBeCloseTo(14 / 20);
  expect(rings.f1).toBeCloseTo((2 * (15 / 21) * 0.7) / (15 / 21 + 0.7));
});

it('scores transactions over all of them', () => {
  const { transactions, prevalence, shareOfBackgroundFlagged } = toScores(counts);
  expect([transactions.precision, transactions.recall]).toEqual([0.6, 0.75]);
  expect([prevalence, shareOfBackgroundFlagged]).toEqual([0.04, 0.01]);
});

it('scores a typology by the alerts of its own rule, and without a rule by none', () => {
  const [ring, fanIn, stack] = toScores(counts).typologies;
  expect(ring).toMatchObject({
    rings: { recall: 0.9, precision: 1 },
    recallWithinReach: 1,
    recallOfOwnRule: 0.8,
  });
  expect(fanIn).toMatchObject({ rings: { recall: 0.6, precision: 0.5 }, recallWithinReach: 0.625 });
  expect(fanIn?.transactions).toMatchObject({ recall: 10 / 15, precision: 1 / 3 });
  expect(stack?.rings).toEqual({ recall: 0, precision: null, f1: null });
});

it('does not divide by zero', () => {
  expect(score(null, 0.5)).toEqual({ precision: null, recall: 0.5, f1: null });
  expect(score(0, 0)).toEqual({ precision: 0, recall: 0, f1: 0 });
});

it('compares scores with the aims, for the worst class of look-alikes', () => {
  const aims = judgeAims(toScores(counts));
  expect(aims.map(({ isReached }) => isReached)).toEqual([false, false, false]);
  expect(aims[2]).toMatchObject({ what: expect.stringContaining('lending'), measured: 0.04 });
});

it('reaches an aim at its limit, but for look-alikes only below it', () => {
  const scores = toScores(counts);
  const rings = { ...scores.rings, recallWithinReach: 0.95, precision: 0.9 };
  const lookAlikes = scores.lookAlikes.map((one) => ({ ...one, shareOfPatterns: 0.02 }));
  expect(judgeAims({ ...scores, rings, lookAlikes }).map(({ isReached }) => isReached)).toEqual([
    true,
    true,
    false,
  ]);
  expect(judgeAims({ ...scores, rings, lookAlikes: [] })).toHaveLength(2);
});
