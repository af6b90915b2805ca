import { transactionRequest } from '@ringtrace/contracts';
import { findingKey } from '../../reference/payment.ts';
import { judge } from '../../reference/reference-model.ts';
import { ruleIds } from '../../reference/thresholds.ts';
import { generateDay } from '../labelled/generate-day.ts';
import { generateTraffic, minTransactions, type Traffic } from './generate-traffic.ts';
import { lookAlikeKinds } from './scenarios.ts';

const startAtMs = Date.parse('2026-08-01T06:00:00Z');
const make = (seed: number, transactions = 2_000, more = {}) =>
  generateTraffic({ seed, transactions, startAtMs, ...more });
const distinct = (traffic: Traffic) => [...new Map(traffic.requests.map((one) => [one.id, one])).values()];

describe('generateTraffic', () => {
  it('gives the same stream for the same options, and another one for another seed', () => {
    const one = make(1, 500);
    expect(make(1, 500)).toEqual(one);
    expect(make(2, 500).requests).not.toEqual(one.requests);
  });

  it('makes as many requests as asked for, all of them valid', () => {
    const requests = distinct(make(3));
    expect(requests).toHaveLength(2_000);
    expect(requests.map((request) => transactionRequest.parse(request))).toEqual(requests);
    const times = requests.map((request) => Date.parse(request.occurredAt));
    expect(Math.min(...times)).toBeGreaterThanOrEqual(startAtMs);
    expect(Math.max(...times)).toBeLessThanOrEqual(startAtMs + 6 * 3_600_000);
  });

  it.each([1, 2, 3, 4, 5])('contains exactly what was planted, with seed %d', (seed) => {
    // given a busy stream
    const often = { rings: 25, sharedCards: 20, fraudPerRule: 3, lookAlikesPerKind: 3 };
    const traffic = make(seed, 1_500, { ...often, duplicates: 0.1 });
    // when the rules are applied to it
    const { findings, verdicts } = judge(traffic.requests);
    // then they find each planted pattern with the rule that it was planted for
    expect(findings).toEqual(traffic.findings);
    const found = new Set(findings.map(findingKey));
    expect(traffic.planted.filter((pattern) => !found.has(findingKey(pattern)))).toEqual([]);
    expect(traffic.planted).toHaveLength(25 + 20 + 3 * 8);
    // and only planted rings are found as rings
    const rings = findings.filter(({ rule }) => rule === 'ring').map(findingKey);
    expect(new Set(rings)).toEqual(
      new Set(traffic.rings.map((ring) => findingKey({ rule: 'ring', ...ring }))),
    );
    expect(rings).toHaveLength(25);
    // and labels match the rules
    expect(traffic.labels.size).toBe(1_500);
    const labels = [...verdicts].map(([id, { decision, rules }]) => [id, { decision, rules }] as const);
    expect(new Map(labels)).toEqual(traffic.labels);
    const decisionsOn = (ids: string[]) => new Set(ids.map((id) => traffic.labels.get(id)?.decision));
    expect(decisionsOn(traffic.rings.flatMap(({ members }) => members))).toEqual(new Set(['decline']));
    expect(decisionsOn(traffic.sharedCards.flat())).toEqual(new Set(['review']));
    // and neither a look-alike nor the background is flagged
    const fraud = new Set(traffic.planted.flatMap(({ members }) => members));
    const flagged = [...traffic.labels].filter(([, { decision }]) => decision !== 'approve');
    expect(new Set(flagged.map(([id]) => id))).toEqual(fraud);
    const lookAlikes = traffic.lookAlikes.flatMap(({ members }) => members);
    expect(decisionsOn(lookAlikes)).toEqual(new Set(['approve']));
    expect(lookAlikes.flatMap((id) => traffic.labels.get(id)?.rules)).toEqual([]);
  });

  it('plants fraud for every rule, every look-alike, every ring size, and overlaps of two rules', () => {
    const traffic = make(4);
    expect(new Set(traffic.planted.map(({ rule }) => rule))).toEqual(new Set(ruleIds));
    expect(new Set(traffic.lookAlikes.map(({ kind }) => kind))).toEqual(new Set(lookAlikeKinds));
    expect(new Set(traffic.rings.map(({ accounts }) => accounts.length))).toEqual(new Set([2, 3, 4, 5, 6]));
    expect([...traffic.labels.values()].some(({ rules }) => rules.length === 2)).toBe(true);
  });

  it('lists the hops of a ring in flow order, some of them against event time', () => {
    const { requests, rings } = make(8, 5_000);
    const byId = new Map(requests.map((request) => [request.id, request]));
    let against = 0;
    for (const { members, accounts, amountsMinor } of rings) {
      const hops = members.map((id) => byId.get(id) as (typeof requests)[0]);
      expect(hops.map(({ payer }) => payer.accountId)).toEqual(accounts);
      expect(hops.map(({ payee }) => payee.accountId)).toEqual([...accounts.slice(1), accounts[0]]);
      expect(hops.map(({ amountMinor }) => amountMinor)).toEqual(amountsMinor);
      const times = hops.map(({ occurredAt }) => Date.parse(occurredAt));
      if (times.some((time, hop) => time < (times[hop - 1] ?? 0))) against++;
    }
    expect(against).toBeGreaterThan(3);
    expect(against).toBeLessThan(rings.length / 2);
  });

  it('labels 20,000 transactions in seconds', () => {
    const { requests } = generateDay({ seed: 9, transactions: 20_000 });
    // CPU time, since other processes may keep the cores busy
    const before = process.cpuUsage();
    judge(requests);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(3_000);
  });

  it('has few busy accounts, many quiet ones, and several currencies', () => {
    const requests = distinct(make(5));
    const received = Map.groupBy(requests, (request) => request.payee.accountId);
    const degrees = [...received.values()].map((payments) => payments.length).sort((a, b) => b - a);
    expect(degrees[0]).toBeGreaterThan(100);
    expect(degrees[Math.floor(degrees.length / 2)]).toBeLessThan(5);
    expect(new Set(requests.map((request) => request.currency)).size).toBe(4);
  });

  it('sends most requests in order, some late, and identical copies', () => {
    const { requests } = make(6, 1_000, { duplicates: 0.05 });
    const times = requests.map((request) => Date.parse(request.occurredAt));
    const backwards = times.filter((time, index) => time < (times[index - 1] ?? 0)).length;
    expect(backwards).toBeGreaterThan(20);
    expect(backwards).toBeLessThan(300);
    const copies = [...Map.groupBy(requests, ({ id }) => id).values()].filter((same) => same.length > 1);
    expect(copies.length).toBeGreaterThan(20);
    for (const same of copies) expect(same[1]).toEqual(same[0]);
  });

  it('fits into the minimum of transactions, and names what it needs when there are fewer', () => {
    for (let seed = 0; seed < 20; seed++) expect(make(seed, minTransactions).rings).toHaveLength(1);
    expect(() => make(1, 80)).toThrow(/at least \d+/);
    expect(() => make(1, 300, { spanMs: 1_000 })).toThrow(RangeError);
  });

  it('prefixes its ids', () => {
    const traffic = make(7, 300, { idPrefix: 'run9' });
    expect(traffic.requests.every(({ id }) => id.startsWith('run9-'))).toBe(true);
    expect([...traffic.labels.keys()].sort()).toEqual(
      distinct(traffic)
        .map(({ id }) => id)
        .sort(),
    );
  });
});
