// The names that a rule can use of the graph. A database that has not seen one of them yet calls it unknown; they are
// not. Pure data.

/** What a transaction has, as a row of `$rows` and as a node. */
export const rowFields: readonly string[] = [
  'id',
  'tenant',
  'occurredAtMs',
  'amountMinor',
  'currency',
  'type',
  'payerAccount',
  'payeeAccount',
  'card',
  'device',
  'ip',
  'merchant',
];

export const graphVocabulary = {
  label: ['Transaction', 'Account', 'Card', 'Device'],
  'relationship type': ['SENT', 'RECEIVED_BY', 'USES_CARD', 'USES_DEVICE'],
  property: rowFields,
} as const satisfies Record<string, readonly string[]>;
