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

  it('measures a verdict from the moment its transaction was sent, in all and in the later half', () => {
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
      '   the later half        p50    4.0 ms   p95    6.0 ms   (2 measured)',
      'verdict on its topic     p50   50.0 ms   p95    900 ms   (2 measured)',
      '   the later half        p50   50.0 ms   p95   50.0 ms   (1 measured)',
    ]);
  });
});
