import { toAlerts } from './alerts.ts';

const finding = (rule: string, members: string) => ({ rule, members: members.split(' ') });
const told = (...findings: [string, string][]) =>
  toAlerts(findings.map(([rule, members]) => finding(rule, members)))
    .map(({ rule, members }) => `${rule}: ${members.toSorted().join(' ')}`)
    .toSorted();

it('joins findings of one rule that share a transaction, also over a third', () => {
  expect(told(['ring', 'a b'], ['ring', 'c d'], ['ring', 'e f'])).toHaveLength(3);
  expect(told(['ring', 'a b'], ['ring', 'c d'], ['ring', 'b c'], ['ring', 'x y'])).toEqual([
    'ring: a b c d',
    'ring: x y',
  ]);
});

it('keeps rules apart', () => {
  expect(told(['ring', 'a b'], ['mule-fan-in', 'a b'])).toEqual(['mule-fan-in: a b', 'ring: a b']);
});

it('does not depend on the order', () => {
  const findings: [string, string][] = [
    ['ring', 'a b'],
    ['ring', 'b c'],
    ['ring', 'd e'],
    ['ring', 'e a'],
  ];
  expect(told(...findings)).toEqual(told(...findings.toReversed()));
});

it('makes no alerts of nothing', () => {
  expect(toAlerts([])).toEqual([]);
});
