// A payment of the stream before tokenisation. Identifiers are short names.

export interface StreamPayment {
  id: string;
  occurredAtMs: number;
  amountMinor: number;
  currency: string;
  type: 'transfer' | 'card-payment' | 'refund' | 'payout' | 'cash-withdrawal';
  payer: string;
  payee: string;
  card?: string;
  device?: string;
  merchant?: string;
}

/** A payment without id and currency, which the stream adds. */
export type Draft = Omit<StreamPayment, 'id' | 'currency'>;
