// Transactions with the intent behind them: what quality is evaluated on, generated or read from files.
import type { TransactionRequest } from '@ringtrace/contracts';

/** One thing that somebody did. */
export interface LabelledPattern {
  /** A typology or a kind of look-alike. */
  kind: string;
  /** Transaction ids. */
  members: string[];
  /** Ids of transactions that distract from it: finding them is not required, flagging them is not wrong. */
  camouflage?: string[];
  /** Why no rule is meant to see it. */
  outside?: string;
}

export interface LabelledTraffic {
  /** In sending order. */
  requests: TransactionRequest[];
  /** Planted by criminals. */
  fraud: LabelledPattern[];
  /** Innocent, but similar to fraud, so counted separately. */
  innocent: LabelledPattern[];
}
