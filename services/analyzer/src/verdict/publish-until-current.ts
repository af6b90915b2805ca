// The verdicts topic is compacted: what stays of a key is its last record. Two processes that publish a verdict at the same
// time may do so in either order, so each looks at the graph again after its records are acknowledged.
import type { Verdict } from '@ringtrace/contracts';
import type { ChangedVerdicts, FindingRepository } from './finding.repository.ts';

/**
 * Publishes verdicts, then the current ones of those that have changed in the meantime, until none has. So the last record of a
 * key is its current verdict: whoever changes it in the graph publishes it after that, and whoever publishes an older one
 * afterwards sees the change.
 * @param publish resolves when every record is acknowledged
 */
export async function publishUntilCurrent(
  verdicts: Verdict[],
  findings: FindingRepository,
  publish: (next: ChangedVerdicts) => Promise<void>,
): Promise<void> {
  let next: ChangedVerdicts = { changed: verdicts, erased: [] };
  while (next.changed.length + next.erased.length > 0) {
    await publish(next);
    next = await findings.readChanged(next.changed);
  }
}
