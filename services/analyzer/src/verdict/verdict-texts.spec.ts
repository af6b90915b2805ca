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

describe('verdicts on their topic', () => {
  it('are the JSON of the verdict, with no finding, one, or several that others carry, too', () => {
    const [one, two] = [finding('r:1'), finding('r:2')];
    const verdicts = [
      decideVerdict('a', []),
      decideVerdict('b', [one]),
      decideVerdict('[]}', [one, two], true),
    ];
    expect(verdictTexts(verdicts).map((text) => JSON.parse(text))).toEqual(verdicts);
  });

  it('put a finding into words once', () => {
    let written = 0;
    const counted = Object.assign(finding('r:1'), { toJSON: () => ({ written: ++written }) });
    verdictTexts(['a', 'b', 'c'].map((id) => decideVerdict(id, [counted])));
    expect(written).toBe(1);
  });
});
