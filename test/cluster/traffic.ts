// Streams that never share a rule's window, within a run or across runs: they share accounts and cards, so each gets a
// month of its own in an unused past.
import { randomBytes, randomInt } from 'node:crypto';
import { generateTraffic, type Traffic } from '@ringtrace/bench';

const dayMs = 86_400_000;

export function streamOf(name: string, transactions: number): Traffic {
  const daysAgo = 30 * randomInt(2, 600);
  return generateTraffic({
    seed: randomInt(1, 1_000_000),
    transactions,
    startAtMs: Date.now() - daysAgo * dayMs,
    idPrefix: `${name}-${randomBytes(3).toString('hex')}`,
  });
}
