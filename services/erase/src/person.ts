// The person as the graph knows them: the entities of their identifiers, under every token key. Pure.
import { createTokeniser, type TokenKeys } from '@ringtrace/tokens';

/** Identifiers as clients send them. In clear: never show, store or send them. */
export interface Identifiers {
  accounts: string[];
  cards: string[];
  devices: string[];
}

export type EntityLabel = 'Account' | 'Card' | 'Device';

export interface Entity {
  label: EntityLabel;
  token: string;
}

/** One entity per identifier and key: a payment's tokens were made with the key that was current when it arrived. */
export function entitiesOf(
  { keys }: Pick<TokenKeys, 'keys'>,
  tenant: string,
  identifiers: Identifiers,
): Entity[] {
  const given = [
    ...identifiers.accounts.map(
      (identifier) => ({ label: 'Account', domain: 'account', identifier }) as const,
    ),
    ...identifiers.cards.map((identifier) => ({ label: 'Card', domain: 'card', identifier }) as const),
    ...identifiers.devices.map((identifier) => ({ label: 'Device', domain: 'device', identifier }) as const),
  ];
  const entities = keys.flatMap(({ id, key }) => {
    const tokenise = createTokeniser(id, key);
    return given.map(({ label, domain, identifier }) => ({
      label,
      token: tokenise(tenant, domain, identifier),
    }));
  });
  return [...new Map(entities.map((entity) => [`${entity.label} ${entity.token}`, entity])).values()];
}
