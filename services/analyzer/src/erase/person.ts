// Who is erased, as the graph knows them: the entities of their identifiers under every token key. Pure.
import { createTokeniser, type TokenKeys } from '@ringtrace/tokens';

/** As clients send them. In clear: never to be shown, stored or sent. */
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

/** Each identifier under each key: which key a payment's token was made with depends on when the payment came. */
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
