import { ruleIds, withDefaults } from '../reference/thresholds.ts';
import { choiceOf, chooseBest, pointsOf, rounds, type Trial } from './tune.ts';

const trial = (f1: number, share: number, changes = 2): Trial => ({
  point: { windowMs: f1 },
  changes,
  precision: f1,
  recall: f1,
  f1,
  worstLookAlike: { lookAlike: 'payroll', share },
});

describe('chooseBest', () => {
  it('chooses the best point that spares look-alikes', () => {
    const [careless, good, better] = [trial(0.99, 0.02), trial(0.8, 0.019), trial(0.9, 0.01)] as const;
    expect(chooseBest([careless, good, better])).toBe(better);
  });

  it('chooses the most careful point if none spares them', () => {
    const careful = trial(0.5, 0.1);
    expect(chooseBest([trial(0.9, 0.4), careful])).toBe(careful);
  });

  it('prefers fewer changes among equals', () => {
    const [shipped, nearly, one] = [trial(0.9, 0, 0), trial(0.904, 0, 2), trial(0.952, 0, 1)] as const;
    expect(chooseBest([nearly, shipped])).toBe(shipped);
    expect(chooseBest([trial(0.955, 0, 2), one, shipped])).toBe(one);
    expect(chooseBest([trial(0.7, 0), trial(0.95, 0.5, 0)])).toMatchObject({ f1: 0.7 });
  });
});

describe('the grid', () => {
  it("contains every rule's shipped thresholds, and none that a rule lacks", () => {
    for (const rule of ruleIds) {
      const shipped = withDefaults()[rule];
      for (const point of pointsOf(rule))
        expect(Object.keys(shipped)).toEqual(expect.arrayContaining(Object.keys(point)));
      expect(pointsOf(rule)).toContainEqual(
        expect.objectContaining(pick(shipped, Object.keys(pointsOf(rule)[0] ?? {}))),
      );
    }
  });

  it('tries each point of each rule in some round', () => {
    for (const rule of ruleIds) {
      const tried = Array.from({ length: rounds }, (_, round) => choiceOf(round)[rule]);
      expect(tried).toEqual(expect.arrayContaining(pointsOf(rule)));
    }
  });
});

const pick = (thresholds: object, names: string[]) =>
  Object.fromEntries(Object.entries(thresholds).filter(([name]) => names.includes(name)));
