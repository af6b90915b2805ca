// The labels, relationship types and properties that rules may use. A database warns about names that it has not stored
// yet; these are never mistakes. Pure data.

/** The fields of a transaction, as a row of `$rows` and as a node. */
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
