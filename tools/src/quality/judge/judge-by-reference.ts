// What the rules' definitions say of a stream, worked out in memory: seconds, no server, no caps.
import type { TransactionRequest } from '@ringtrace/contracts';
import { judge } from '../../reference/reference-model.ts';
import type { ThresholdChanges } from '../../reference/thresholds.ts';
import type { Judgement } from './judgement.ts';

export function judgeByReference(
  requests: readonly TransactionRequest[],
  thresholds: ThresholdChanges = {},
): Judgement {
  const { findings, verdicts } = judge(requests, thresholds);
  const flagged = [...verdicts].filter(([, { decision }]) => decision !== 'approve');
  return { findings, flagged: new Set(flagged.map(([id]) => id)) };
}
