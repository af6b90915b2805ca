// The scopes of the HTTP APIs. Documentation, guards and API keys take the names from here.

export const scopes = {
  sendTransactions: 'transactions:write',
  readVerdicts: 'verdicts:read',
  readRings: 'rings:read',
  readRules: 'rules:read',
} as const;
