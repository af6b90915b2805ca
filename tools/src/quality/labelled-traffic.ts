// What is evaluated, wherever it comes from: transactions, and what is known about who did them with which intent.
import type { TransactionRequest } from '@ringtrace/contracts';

/** One thing that somebody did. */
export interface LabelledPattern {
  /** A typology or a class of look-alikes. */
  kind: string;
  /** Ids of its transactions. */
  members: string[];
  /** Ids of transactions that distract from it: neither to be found nor wrong to flag. */
  camouflage?: string[];
  /** Why no rule is meant to see it. */
  outside?: string;
}

export interface LabelledTraffic {
  /** In sending order. */
  requests: TransactionRequest[];
  /** Planted by criminals. */
  fraud: LabelledPattern[];
  /** Innocent, and watched apart because it resembles fraud. */
  innocent: LabelledPattern[];
}
