import { printComparison, printLatencies } from './print-summary.ts';

describe('the summary', () => {
  it('shows planted beside found', () => {
    const text = printComparison({
      accepted: 2_000,
      verdicts: 1_999,
      deadLetters: 1,
      lost: [],
      twice: [],
      wrongLabels: [],
      ringsPlanted: 12,
      ringsFound: 12,
      ringsInvented: [],
      lookAlikes: 26,
      lookAlikesFlagged: [],
    });
    expect(text.split('\n')).toEqual([
      'rings planted            12  found    12  found but not planted     0',
      'innocent look-alikes     26  flagged     0',
      'verdicts              1,999  other than the label     0',
      'accepted              2,000  = verdicts 1,999  + dead letters     1',
    ]);
  });

  it('measures a verdict from the moment its transaction was sent', () => {
    const sent = {
      accepted: new Map([
        ['a', { sentAtMs: 1_000, latencyMs: 4, tries: 1 }],
        ['b', { sentAtMs: 1_000, latencyMs: 8, tries: 1 }],
      ]),
      refused: [],
      unknown: [],
      latenciesMs: [4, 8],
    };
    const text = printLatencies(sent, new Map([['a', { firstAtMs: 1_250 }]]));
    expect(text).toContain('p50    4.0 ms   p95    8.0 ms   (2 measured)');
    expect(text).toContain('p50    250 ms   p95    250 ms   (1 measured)');
  });
});
