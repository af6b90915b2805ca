import { transactionRequest } from '@ringtrace/contracts';
import { findingKey, judge } from '../reference/reference-model.ts';
import { lookAlikeKinds } from './draft.ts';
import { generateTraffic, leastTransactions, type Traffic } from './generate-traffic.ts';

const startAtMs = Date.parse('2026-08-01T06:00:00Z');
const make = (seed: number, transactions = 2_000, more = {}) =>
  generateTraffic({ seed, transactions, startAtMs, ...more });
const distinct = (traffic: Traffic) => [...new Map(traffic.requests.map((one) => [one.id, one])).values()];

describe('generateTraffic', () => {
  it('gives the same stream for the same options, and another for another seed', () => {
    expect(make(1)).toEqual(make(1));
    expect(make(1).requests).not.toEqual(make(2).requests);
  });

  it('makes requests that the ingestor accepts, as many as were asked for', () => {
    const requests = distinct(make(3));
    expect(requests).toHaveLength(2_000);
    for (const request of requests) expect(transactionRequest.parse(request)).toEqual(request);
    const times = requests.map((request) => Date.parse(request.occurredAt));
    expect(Math.min(...times)).toBeGreaterThanOrEqual(startAtMs);
    expect(Math.max(...times)).toBeLessThanOrEqual(startAtMs + 6 * 3_600_000);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])('seed %d: holds what was planted and nothing else', (seed) => {
    // given a busy stream
    const traffic = make(seed, 1_500, { rings: 25, sharedCards: 20, lookAlikesPerKind: 3, duplicates: 0.1 });
    // when the rules are applied to it
    const { findings, verdicts } = judge(traffic.requests);
    // then every planted ring is found, and no other
    const found = findings.filter(({ rule }) => rule === 'ring').map(findingKey);
    const planted = traffic.rings.map(({ members }) => findingKey({ rule: 'ring', members }));
    expect(new Set(found)).toEqual(new Set(planted));
    expect(planted).toHaveLength(25);
    // and labels are what the rules say
    expect(traffic.labels.size).toBe(1_500);
    for (const [id, { decision, rules }] of traffic.labels) {
      expect({ decision, rules }).toEqual({
        decision: verdicts.get(id)?.decision,
        rules: verdicts.get(id)?.rules,
      });
    }
    for (const ids of traffic.sharedCards) {
      for (const id of ids) expect(traffic.labels.get(id)?.decision).toBe('review');
    }
    // and no look-alike is flagged
    for (const { members } of traffic.lookAlikes) {
      for (const id of members) expect(traffic.labels.get(id)?.decision).toBe('approve');
    }
    const flagged = [...traffic.labels.values()].filter(({ decision }) => decision !== 'approve').length;
    const fraud = traffic.rings.flatMap(({ members }) => members).length + traffic.sharedCards.flat().length;
    expect(flagged).toBe(fraud);
  });

  it('plants every kind of look-alike, every size of ring, and transactions that two rules hit', () => {
    const traffic = make(4);
    expect(new Set(traffic.lookAlikes.map(({ kind }) => kind))).toEqual(new Set(lookAlikeKinds));
    expect(new Set(traffic.rings.map(({ accounts }) => accounts.length))).toEqual(new Set([3, 4, 5]));
    expect([...traffic.labels.values()].some(({ rules }) => rules.length === 2)).toBe(true);
  });

  it('has few busy accounts and many quiet ones, and several currencies', () => {
    const requests = distinct(make(5));
    const received = Map.groupBy(requests, (request) => request.payee.accountId);
    const degrees = [...received.values()].map((payments) => payments.length).sort((a, b) => b - a);
    expect(degrees[0]).toBeGreaterThan(100);
    expect(degrees[Math.floor(degrees.length / 2)]).toBeLessThan(5);
    expect(new Set(requests.map((request) => request.currency)).size).toBe(4);
  });

  it('sends most in order, some late, and copies that equal their original', () => {
    const { requests } = make(6, 1_000, { duplicates: 0.05 });
    const times = requests.map((request) => Date.parse(request.occurredAt));
    const backwards = times.filter((time, index) => time < (times[index - 1] ?? 0)).length;
    expect(backwards).toBeGreaterThan(20);
    expect(backwards).toBeLessThan(300);
    const copies = [...Map.groupBy(requests, ({ id }) => id).values()].filter((same) => same.length > 1);
    expect(copies.length).toBeGreaterThan(20);
    for (const same of copies) expect(same[1]).toEqual(same[0]);
  });

  it('fits the least number of transactions, and says how many it needs when there are fewer', () => {
    for (let seed = 0; seed < 20; seed++) expect(make(seed, leastTransactions).rings).toHaveLength(1);
    expect(() => make(1, 50)).toThrow(/at least \d+/);
    expect(() => make(1, 100, { spanMs: 1_000 })).toThrow(RangeError);
  });

  it('keeps its ids apart by prefix', () => {
    const traffic = make(7, 200, { idPrefix: 'run9' });
    expect(traffic.requests.every(({ id }) => id.startsWith('run9-'))).toBe(true);
    expect([...traffic.labels.keys()].sort()).toEqual(
      distinct(traffic)
        .map(({ id }) => id)
        .sort(),
    );
  });
});
