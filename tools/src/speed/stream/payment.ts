// A payment of the stream before it is tokenised: identifiers are short names, made anew for each stream.

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

/** What is particular to a pattern or an ordinary payment; the stream adds id and currency. */
export type Draft = Omit<StreamPayment, 'id' | 'currency'>;
