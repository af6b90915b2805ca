// What was concluded about a stream, by the pipeline or by the reference model: all that is evaluated.

export interface JudgedFinding {
  rule: string;
  /** All transactions whose verdict carries it, listed or not. */
  members: string[];
}

export interface Judgement {
  findings: JudgedFinding[];
  /** Ids of transactions whose decision is `review` or `decline`. */
  flagged: Set<string>;
}
