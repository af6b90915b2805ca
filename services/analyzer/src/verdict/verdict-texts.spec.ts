import type { Finding } from '@ringtrace/contracts';
import { decideVerdict } from './decide-verdict.ts';
import { verdictTexts } from './verdict-texts.ts';

const finding = (id: string): Finding => ({
  id,
  rule: 'r',
  ruleVersion: 1,
  score: 50,
  members: ['a', 'b'],
  evidence: { payments: [], thresholds: { name: '[]}' }, cypher: "MATCH (f {id: '…'}) RETURN f" },
  truncated: false,
});

describe('verdictTexts', () => {
  it('returns the JSON of each verdict, with none, one, or several shared findings', () => {
    const [one, two] = [finding('r:1'), finding('r:2')];
    const verdicts = [
      decideVerdict('a', []),
      decideVerdict('b', [one]),
      decideVerdict('[]}', [one, two], true),
    ];
    expect(verdictTexts(verdicts).map((text) => JSON.parse(text))).toEqual(verdicts);
  });

  it('serializes a shared finding once', () => {
    let written = 0;
    const counted = Object.assign(finding('r:1'), { toJSON: () => ({ written: ++written }) });
    verdictTexts(['a', 'b', 'c'].map((id) => decideVerdict(id, [counted])));
    expect(written).toBe(1);
  });
});
