import { lookAlikeKinds } from '../traffic/draft.ts';
import { generateTraffic } from '../traffic/generate-traffic.ts';
import { printIntroduction } from './print-introduction.ts';

describe('printIntroduction', () => {
  it('says how much of what will be sent', () => {
    const text = printIntroduction(generateTraffic({ seed: 1, transactions: 2_000, startAtMs: 0 }));
    expect(text).toContain('2,000 transactions, 0 of them sent twice');
    expect(text).toContain('12 rings, 10 stolen cards');
    expect(text).toContain('16 other patterns of fraud: shared-identity, velocity-card,');
    expect(text).toContain(`${2 * lookAlikeKinds.length} innocent look-alikes: ping-pong, open-chain,`);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });
});
