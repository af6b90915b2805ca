// Streams that never meet in a rule's window, in one run or from one run to the next: they share accounts and cards, so
// each has a month of its own in a past that no other has used.
import { randomBytes, randomInt } from 'node:crypto';
import { generateTraffic, type Traffic } from '@ringtrace/tools';

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
