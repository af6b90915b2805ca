import { createTokeniser } from '@ringtrace/tokens';
import { entitiesOf } from './person.ts';

const keys = [
  { id: 'k1', key: 'the first key of thirty-two characters' },
  { id: 'k2', key: 'the second key of thirty-two characters' },
];

describe('entitiesOf', () => {
  it('returns each identifier once per key, with the tokens that the ingestor makes', () => {
    const entities = entitiesOf({ keys }, 'acme', {
      accounts: ['a', 'a'],
      cards: ['same'],
      devices: ['same'],
    });
    const [first, second] = keys.map(({ id, key }) => createTokeniser(id, key));
    expect(entities).toEqual([
      { label: 'Account', token: first?.('acme', 'account', 'a') },
      { label: 'Card', token: first?.('acme', 'card', 'same') },
      { label: 'Device', token: first?.('acme', 'device', 'same') },
      { label: 'Account', token: second?.('acme', 'account', 'a') },
      { label: 'Card', token: second?.('acme', 'card', 'same') },
      { label: 'Device', token: second?.('acme', 'device', 'same') },
    ]);
  });

  it('returns other entities for another tenant', () => {
    const identifiers = { accounts: ['a'], cards: [], devices: [] };
    expect(entitiesOf({ keys }, 'acme', identifiers)).not.toEqual(entitiesOf({ keys }, 'other', identifiers));
  });
});
