// The command line of reconcile. Pure.
import { parseArgs } from 'node:util';
import { toCount, toTimeMs, toUsageError, UsageError } from '../arguments.ts';

export interface ReconcileCommand {
  /** Epoch milliseconds. */
  sinceMs: number;
  untilMs: number;
  repair: boolean;
  ratePerSecond: number;
  /** How many missing payments to describe. */
  limit: number;
  json: boolean;
}

const defaults = { since: '1d', until: '5m', rate: '50', limit: '20' };

/** @throws UsageError */
export function readReconcileArguments(words: string[], nowMs: number): ReconcileCommand | 'help' {
  const values = parse(words);
  if (values.help) return 'help';
  const since = toTimeMs('--since', values.since ?? defaults.since, nowMs) as number;
  const until = toTimeMs('--until', values.until ?? defaults.until, nowMs) as number;
  if (since >= until) throw new UsageError('--since must be before --until');
  return {
    sinceMs: since,
    untilMs: until,
    repair: values.repair ?? false,
    ratePerSecond: toCount('--rate', values.rate ?? defaults.rate),
    limit: toCount('--limit', values.limit ?? defaults.limit, 0),
    json: values.json ?? false,
  };
}

function parse(words: string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = { since: text, until: text, rate: text, limit: text, repair: flag, json: flag };
  try {
    return parseArgs({ args: words, options: { ...options, help: { ...flag, short: 'h' } } }).values;
  } catch (error) {
    throw toUsageError(error);
  }
}
