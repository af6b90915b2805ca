// What a client of the HTTP APIs may be allowed to do. Documentation, guards and keys take the names from here.

export const scopes = {
  sendTransactions: 'transactions:write',
  readVerdicts: 'verdicts:read',
  readRings: 'rings:read',
  readRules: 'rules:read',
} as const;
