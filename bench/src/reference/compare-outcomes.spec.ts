import type { Decision, Finding } from '@ringtrace/contracts';
import { generateTraffic } from '../traffic/generate-traffic.ts';
import { compareOutcomes, differences, type Observed } from './compare-outcomes.ts';
import { judge } from './reference-model.ts';

const traffic = generateTraffic({ seed: 1, transactions: 200, startAtMs: 0, rings: 3 });
const ring = traffic.rings[0] as (typeof traffic.rings)[0];
const id = ring.members[0] as string;

/** What a faultless pipeline leads to. */
function faultless() {
  const { findings, verdicts } = judge(traffic.requests);
  const toFinding = ({ rule, members }: { rule: string; members: string[] }): Finding => ({
    id: `${rule} ${members.join()}`,
    rule,
    ruleVersion: 1,
    score: 1,
    members,
    evidence: {},
    truncated: false,
  });
  const judged = new Map<string, { decision: Decision; findings: Finding[] }>();
  for (const [member, { decision }] of verdicts) {
    const own = findings.filter(({ members }) => members.includes(member)).map(toFinding);
    judged.set(member, { decision, findings: own });
  }
  return { accepted: new Set(traffic.labels.keys()), verdicts: judged, deadLetters: new Set<string>() };
}

const compare = (observed: Observed) => compareOutcomes(traffic, observed);

describe('compareOutcomes', () => {
  it('finds no difference where there is none, also with others in the same topics', () => {
    const observed = faultless();
    observed.accepted.add('foreign');
    observed.verdicts.set('stranger', { decision: 'decline', findings: [] });
    const compared = compare(observed);
    expect(differences(compared)).toEqual([]);
    expect(compared).toMatchObject({
      accepted: 200,
      verdicts: 200,
      deadLetters: 0,
      ringsPlanted: 3,
      ringsFound: 3,
    });
    expect(compared.lookAlikes).toBe(13);
  });

  it('takes a dead letter as an end, but not beside a verdict', () => {
    const dead = faultless();
    dead.verdicts.delete(id);
    dead.deadLetters.add(id);
    expect(differences(compare(dead))).toEqual([]);
    expect(compare(dead)).toMatchObject({ accepted: 200, verdicts: 199, deadLetters: 1 });

    const both = faultless();
    both.deadLetters.add(id);
    expect(differences(compare(both))).toEqual([`1 both judged and a dead letter: ${id}`]);
  });

  it('says what was lost', () => {
    const observed = faultless();
    observed.verdicts.delete(id);
    expect(differences(compare(observed))).toEqual([
      `1 accepted, but neither judged nor a dead letter: ${id}`,
    ]);
  });

  it('says which planted ring was missed and which labels are wrong for it', () => {
    const observed = faultless();
    for (const member of ring.members) observed.verdicts.set(member, { decision: 'approve', findings: [] });
    const [labels, rings] = differences(compare(observed));
    expect(labels).toContain(`${id} (approve instead of decline ring)`);
    expect(rings).toBe('1 planted rings were not found');
  });

  it('says which ring nobody planted and which look-alike was flagged', () => {
    const observed = faultless();
    const members = traffic.lookAlikes.find(({ kind }) => kind === 'slow-circle')?.members as string[];
    const evidence = observed.verdicts.get(id)?.findings[0] as Finding;
    observed.verdicts.set(members[0] as string, {
      decision: 'decline',
      findings: [{ ...evidence, rule: 'ring', members }],
    });
    const compared = compare(observed);
    expect(compared.ringsInvented).toHaveLength(1);
    expect(compared.lookAlikesFlagged).toEqual(['slow-circle']);
    expect(differences(compared)).toHaveLength(3);
  });
});
