// What an erasure has done, in numbers. The report prints them under these names.

export interface EraseCounts {
  /** Deleted nodes. */
  accounts: number;
  cards: number;
  devices: number;
  /** Payments that stay for the counterparty, without the person. */
  payments: number;
  /** Deleted cases about the person. */
  findings: number;
  /** Patterns, and cases about others, that stay without the person. */
  findingsKept: number;
  /** Verdicts withdrawn from their topic. */
  verdictsWithdrawn: number;
  /** Verdicts on others' payments, republished because their evidence named the person. */
  verdictsSentAnew: number;
  /** Cards and devices that the person shares with others. They stay. */
  sharedCards: number;
  sharedDevices: number;
  /** Records accepted before the last wait that no analyzer has judged yet. */
  notJudged: number;
  /** Accounts, cards and devices that new payments named during the run. */
  arrivedMeanwhile: number;
}

export function zeroCounts(): EraseCounts {
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
