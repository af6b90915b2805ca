import type { Decision } from '@ringtrace/contracts';
import { ruleIds } from '../reference/thresholds.ts';
import { generateTraffic } from '../traffic/demo/generate-traffic.ts';
import { lookAlikeKinds } from '../traffic/demo/scenarios.ts';
import { compareOutcomes, differences, type Observed } from './compare-outcomes.ts';

const traffic = generateTraffic({ seed: 1, transactions: 300, startAtMs: 0, rings: 3 });
const ring = traffic.rings[0] as (typeof traffic.rings)[0];
const fanIn = traffic.findings.find(({ rule }) => rule === 'mule-fan-in') as (typeof traffic.findings)[0];
const ordinary = [...traffic.labels].find(([, { decision }]) => decision === 'approve')?.[0] as string;

interface Carried {
  id: string;
  rule: string;
}

/** What a faultless pipeline leads to: every member's verdict carries its findings. */
function faultless() {
  const verdicts = new Map<string, { decision: Decision; findings: Carried[] }>();
  for (const [id, { decision }] of traffic.labels) verdicts.set(id, { decision, findings: [] });
  for (const [place, { rule, members }] of traffic.findings.entries()) {
    for (const id of members) verdicts.get(id)?.findings.push({ id: `${rule}:${place}`, rule });
  }
  return { accepted: new Set(traffic.labels.keys()), verdicts, deadLetters: new Set<string>() };
}

function without({ verdicts }: ReturnType<typeof faultless>, ids: readonly string[], rule: string): void {
  for (const id of ids) {
    const findings = verdicts.get(id)?.findings.filter((finding) => finding.rule !== rule) ?? [];
    verdicts.set(id, { decision: findings.length === 0 ? 'approve' : 'review', findings });
  }
}

const compare = (observed: Observed) => compareOutcomes(traffic, observed);
const ofRule = (observed: Observed, name: string) =>
  compare(observed).rules.find(({ rule }) => rule === name);

describe('compareOutcomes', () => {
  it('finds no difference in a correct run, even with foreign transactions in the topics', () => {
    const observed = faultless();
    observed.accepted.add('foreign');
    observed.verdicts.set('stranger', { decision: 'decline', findings: [{ id: 'x', rule: 'ring' }] });
    const compared = compare(observed);
    expect(differences(compared)).toEqual([]);
    expect(compared).toMatchObject({ accepted: 300, verdicts: 300, deadLetters: 0 });
    expect(compared.lookAlikes).toBe(lookAlikeKinds.length);
    expect(compared.rules.map(({ rule }) => rule)).toEqual(ruleIds);
    expect(ofRule(observed, 'ring')).toEqual({ rule: 'ring', planted: 3, found: 3, invented: [] });
    expect(compared.rules.reduce((sum, { found }) => sum + found, 0)).toBe(traffic.findings.length);
  });

  it('accepts a dead letter as an outcome, but not together with a verdict', () => {
    const dead = faultless();
    dead.verdicts.delete(ordinary);
    dead.deadLetters.add(ordinary);
    expect(differences(compare(dead))).toEqual([]);
    expect(compare(dead)).toMatchObject({ accepted: 300, verdicts: 299, deadLetters: 1 });

    const both = faultless();
    both.deadLetters.add(ordinary);
    expect(differences(compare(both))).toEqual([`1 both judged and a dead letter: ${ordinary}`]);
  });

  it('reports lost transactions', () => {
    const observed = faultless();
    observed.verdicts.delete(ordinary);
    expect(differences(compare(observed))).toEqual([
      `1 accepted, but neither judged nor a dead letter: ${ordinary}`,
    ]);
  });

  it.each([
    ['ring', ring.members],
    ['mule-fan-in', fanIn.members],
  ])('reports a missed %s and the labels it makes wrong', (rule, members) => {
    const observed = faultless();
    without(observed, members, rule);
    const [labels, missed] = differences(compare(observed));
    const of = traffic.findings.filter((finding) => finding.rule === rule).length;
    expect(labels).toContain(members[0]);
    expect(missed).toBe(`planted, but not found: ${rule} (1 of ${of})`);
  });

  it('requires exactly the members of a case to carry it', () => {
    const [first = '', ...rest] = fanIn.members;
    const less = faultless();
    without(less, [first], 'mule-fan-in');
    const less_ = ofRule(less, 'mule-fan-in');
    expect((less_?.planted ?? 0) - (less_?.found ?? 0)).toBe(1);
    expect(less_?.invented).toEqual([`mule-fan-in of ${rest.length} with ${rest[0]}`]);

    const more = faultless();
    const carried = more.verdicts.get(first)?.findings.find(({ rule }) => rule === 'mule-fan-in') as Carried;
    more.verdicts.get(ordinary)?.findings.push(carried);
    expect(ofRule(more, 'mule-fan-in')?.invented).toHaveLength(1);
    expect(differences(compare(more))).toHaveLength(3);
  });

  it('reports invented rings and flagged look-alikes', () => {
    const observed = faultless();
    const members = traffic.lookAlikes.find(({ kind }) => kind === 'slow-circle')?.members as string[];
    for (const id of members)
      observed.verdicts.set(id, { decision: 'decline', findings: [{ id: 'new', rule: 'ring' }] });
    const compared = compare(observed);
    expect(ofRule(observed, 'ring')?.invented).toEqual([`ring of ${members.length} with ${members[0]}`]);
    expect(compared.lookAlikesFlagged).toEqual(['slow-circle']);
    expect(differences(compared)).toHaveLength(3);
  });

  it('reports findings of unknown rules', () => {
    const observed = faultless();
    observed.verdicts.get(ordinary)?.findings.push({ id: 'own:1', rule: 'rule-of-theirs' });
    expect(differences(compare(observed)).at(-1)).toBe(
      `1 found, but not planted: rule-of-theirs of 1 with ${ordinary}`,
    );
  });
});
