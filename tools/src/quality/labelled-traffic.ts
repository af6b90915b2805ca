// What is evaluated, whatever its source: transactions, and the intent behind them.
import type { TransactionRequest } from '@ringtrace/contracts';

/** A planted pattern. */
export interface LabelledPattern {
  /** A typology, or a class of look-alikes. */
  kind: string;
  /** Ids of its transactions. */
  members: string[];
  /** Ids of distracting transactions: they need not be found, and flagging them is not wrong. */
  camouflage?: string[];
  /** Set if no rule is meant to see it, with the reason. */
  outside?: string;
}

export interface LabelledTraffic {
  /** In sending order. */
  requests: TransactionRequest[];
  /** Planted fraud. */
  fraud: LabelledPattern[];
  /** Innocent patterns that resemble fraud. */
  innocent: LabelledPattern[];
}
