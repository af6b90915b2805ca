import { findingHash } from '../rules/finding.ts';
import { PersonCases } from './person-cases.ts';

const tokens = {
  accounts: ['k1:a'],
  cards: ['k1:c'],
  devices: ['k1:d'],
  sharedCards: ['k1:sc'],
  sharedDevices: ['k1:sd'],
};
const nothing = { card: null, device: null };
const found = (key: string, more = {}, tenant = 'default') => ({
  id: `some-rule:${findingHash(tenant, key)}`,
  isCase: true,
  shadow: false,
  about: null,
  ...more,
});

it.each(['k1:a', 'k1:c', 'card k1:c', 'k1:d', 'device k1:d', 'k1:c k1:d', 'k1:c k1:sd', 'k1:sc k1:d'])(
  'a case of %s is about the person',
  (key) => {
    expect(new PersonCases('default', tokens).includes(found(key), nothing)).toBe(true);
    expect(new PersonCases('acme', tokens).includes(found(key, {}, 'acme'), nothing)).toBe(true);
  },
);

it.each(['k1:b', 'k1:sc', 'card k1:sc', 'k1:sc k1:sd', 'device k1:sd'])('a case of %s is not', (key) => {
  expect(new PersonCases('default', tokens).includes(found(key), nothing)).toBe(false);
});

it('nor is one of another tenant', () => {
  expect(new PersonCases('acme', tokens).includes(found('k1:a'), nothing)).toBe(false);
});

it('a pair with what stays on a payment is', () => {
  const cases = new PersonCases('default', tokens);
  expect(cases.includes(found('k1:c k1:other'), { card: null, device: 'k1:other' })).toBe(true);
  expect(cases.includes(found('k1:other k1:d'), { card: 'k1:other', device: null })).toBe(true);
});

it('a case of a rule of your own is known by what it says; a ring stays, and only forgets it', () => {
  const cases = new PersonCases('default', tokens);
  const about = JSON.stringify({ hub: 'k1:a' });
  expect(cases.includes(found('own key', { about }), nothing)).toBe(true);
  expect(cases.includes(found('own key', { about, isCase: false }), nothing)).toBe(false);
  expect(cases.isNamedIn(found('own key', { about, isCase: false }))).toBe(true);
  expect(cases.isNamedIn(found('own key', { about: '{"hub":"k1:b"}' }))).toBe(false);
});
