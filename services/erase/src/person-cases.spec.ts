import { findingHash } from '@ringtrace/analyzer/graph';
import { PersonCases } from './person-cases.ts';

const tokens = {
  accounts: ['k1:a'],
  cards: ['k1:c'],
  devices: ['k1:d'],
  sharedCards: ['k1:sc'],
  sharedDevices: ['k1:sd'],
};
const nothing = { card: null, device: null };
const caseOf = (key: string, more = {}, tenant = 'default') => ({
  id: `some-rule:${findingHash(tenant, key)}`,
  isCase: true,
  shadow: false,
  about: null,
  ...more,
});

describe('PersonCases', () => {
  it.each(['k1:a', 'k1:c', 'card k1:c', 'k1:d', 'device k1:d', 'k1:c k1:d', 'k1:c k1:sd', 'k1:sc k1:d'])(
    'includes a case of %s',
    (key) => {
      expect(new PersonCases('default', tokens).includes(caseOf(key), nothing)).toBe(true);
      expect(new PersonCases('acme', tokens).includes(caseOf(key, {}, 'acme'), nothing)).toBe(true);
    },
  );

  it.each(['k1:b', 'k1:sc', 'card k1:sc', 'k1:sc k1:sd', 'device k1:sd'])(
    'does not include a case of %s',
    (key) => {
      expect(new PersonCases('default', tokens).includes(caseOf(key), nothing)).toBe(false);
    },
  );

  it('does not include a case of another tenant', () => {
    expect(new PersonCases('acme', tokens).includes(caseOf('k1:a'), nothing)).toBe(false);
  });

  it('includes a pair with the card or device that stays on a payment', () => {
    const cases = new PersonCases('default', tokens);
    expect(cases.includes(caseOf('k1:c k1:other'), { card: null, device: 'k1:other' })).toBe(true);
    expect(cases.includes(caseOf('k1:other k1:d'), { card: 'k1:other', device: null })).toBe(true);
  });

  it('recognises a custom rule’s case by its evidence, but not a ring', () => {
    const cases = new PersonCases('default', tokens);
    const about = JSON.stringify({ hub: 'k1:a' });
    expect(cases.includes(caseOf('own key', { about }), nothing)).toBe(true);
    expect(cases.includes(caseOf('own key', { about, isCase: false }), nothing)).toBe(false);
    expect(cases.isNamedIn(caseOf('own key', { about, isCase: false }))).toBe(true);
    expect(cases.isNamedIn(caseOf('own key', { about: '{"hub":"k1:b"}' }))).toBe(false);
  });
});
