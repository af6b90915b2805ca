// What an erasure has done, in numbers.

export interface Erased {
  /** Nodes of the graph that were deleted. */
  accounts: number;
  cards: number;
  devices: number;
  /** Payments that stay, for the counterparty, without the person. */
  payments: number;
  /** Cases about the person, deleted. */
  findings: number;
  /** Rings, and cases about others, that stay without the person. */
  findingsKept: number;
  /** Verdicts withdrawn from their topic. */
  verdictsWithdrawn: number;
  /** Verdicts of others' payments, whose evidence named the person. */
  verdictsSentAnew: number;
  /** What the person has paid with and others have, too. */
  sharedCards: number;
  sharedDevices: number;
  /** Records that were accepted before the end and that no analyzer has judged yet. */
  notJudged: number;
  /** Accounts, cards and devices that payments have named anew in the meantime. */
  arrivedMeanwhile: number;
}

export function nothingErased(): Erased {
  return {
    accounts: 0,
    cards: 0,
    devices: 0,
    payments: 0,
    findings: 0,
    findingsKept: 0,
    verdictsWithdrawn: 0,
    verdictsSentAnew: 0,
    sharedCards: 0,
    sharedDevices: 0,
    notJudged: 0,
    arrivedMeanwhile: 0,
  };
}
