// The command line: words in, a command or a usage error out. Pure. Messages never repeat what was typed.
import { parseArgs } from 'node:util';
import { dispositions } from '@ringtrace/traced-kafka';
import { type TaskKind, taskKinds } from './action.ts';
import { letterStates, type Selection, selection } from './letter.ts';

export type Command = { json: boolean } & (
  | { do: 'list'; selection: Selection; limit: number }
  | { do: 'show'; letter: string; values: boolean }
  | { do: 'tasks' }
  | { do: 'step-over'; partition: number; offset: string; by: string; reasonText: string }
  | { do: 'cancel'; task: string; by: string }
  | { do: 'resume'; task: string; by: string }
  | TaskCommand
);

export interface TaskCommand {
  do: 'start';
  kind: TaskKind;
  selection: Selection;
  ratePerSecond: number;
  by: string;
  reasonText: string;
  dryRun: boolean;
}

/** Wrong command line; the message says how to fix it. */
export class UsageError extends Error {}

const defaultRate = 50;
/** Not limited: nothing is sent to anybody. */
const unlimitedRate = 1_000_000;

/** @throws UsageError */
export function readArguments(words: string[], nowMs: number): Command | 'help' {
  const { values, positionals } = parse(words);
  const [name, ...operands] = positionals;
  if (values.help || (name === undefined && words.length === 0)) return 'help';
  const json = values.json ?? false;
  const by = () => required(values.by, '--by NAME says who does it');
  const reasonText = () => required(values['reason-text'], '--reason-text TEXT says why');
  if (name === 'list')
    return {
      json,
      do: 'list',
      selection: select(values, operands, nowMs),
      limit: toCount('--limit', values.limit ?? '20'),
    };
  if (name === 'show')
    return {
      json,
      do: 'show',
      letter: place(single(operands, 'show takes one letter'), letterName),
      values: values.values ?? false,
    };
  if (name === 'tasks') return { json, do: 'tasks' };
  if (name === 'step-over') {
    const message =
      'step-over takes one PARTITION/OFFSET of transactions.new, as the analyzers’ readiness names it';
    const [partition = '', offset = ''] = place(single(operands, message), message).split('/');
    return {
      json,
      do: 'step-over',
      partition: Number(partition),
      offset,
      by: by(),
      reasonText: reasonText(),
    };
  }
  if (name === 'cancel')
    return { json, do: 'cancel', task: single(operands, 'cancel takes the id of a task'), by: by() };
  if (name === 'resume')
    return { json, do: 'resume', task: single(operands, 'resume takes the id of a task'), by: by() };
  const kind = taskKinds.find((each) => each === name);
  if (kind === undefined)
    throw new UsageError(
      'the first word is one of list, show, replay, discard, park, tasks, resume, cancel, step-over',
    );
  const dryRun = values['dry-run'] ?? false;
  return {
    json,
    do: 'start',
    kind,
    selection: select(values, operands, nowMs),
    ratePerSecond: kind === 'replay' ? toCount('--rate', values.rate ?? `${defaultRate}`) : unlimitedRate,
    by: dryRun ? '' : by(),
    reasonText: dryRun ? '' : reasonText(),
    dryRun,
  };
}

type Values = ReturnType<typeof parse>['values'];

function select(values: Values, letters: string[], nowMs: number): Selection {
  const among = (flag: string, given: string[] | undefined, allowed: readonly string[]) => {
    if (given?.some((each) => !allowed.includes(each)))
      throw new UsageError(`${flag} takes ${allowed.join(', ')}`);
    return given;
  };
  among('--state', values.state === undefined ? [] : [values.state], letterStates);
  return selection.parse({
    reasons: values.reason,
    dispositions: among('--disposition', values.disposition, dispositions),
    ids: values.id,
    letters: letters.map((text) => place(text, letterName)),
    partitions: values.partition?.map((each) => toCount('--partition', each, 0)),
    sinceMs: toTimeMs('--since', values.since, nowMs),
    untilMs: toTimeMs('--until', values.until, nowMs),
    state: values.state,
  });
}

const letterName = 'a letter is named PARTITION/OFFSET, as list prints it';

function place(text: string, message: string): string {
  if (!/^\d{1,9}\/\d{1,19}$/.test(text)) throw new UsageError(message);
  return text;
}

function single([only, ...more]: string[], message: string): string {
  if (only === undefined || more.length > 0) throw new UsageError(message);
  return only;
}

function required(text: string | undefined, message: string): string {
  if (text === undefined || !/^[^\p{Cc}]{1,200}$/u.test(text))
    throw new UsageError(`${message}: 1 to 200 characters on one line`);
  return text;
}

export function toCount(flag: string, text: string, min = 1): number {
  const count = /^\d{1,9}$/.test(text) ? Number(text) : -1;
  if (count < min) throw new UsageError(`${flag} takes a whole number from ${min}`);
  return count;
}

const units: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

export function toTimeMs(flag: string, text: string | undefined, nowMs: number): number | undefined {
  if (text === undefined) return undefined;
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const ms = count === undefined ? Date.parse(text) : nowMs - Number(count) * (units[unit] ?? 0);
  const isTime = count !== undefined || /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(text);
  if (!isTime || Number.isNaN(ms))
    throw new UsageError(`${flag} takes a time such as 2026-05-01T12:00:00Z, or 30s, 15m, 6h, 2d ago`);
  return ms;
}

function parse(words: string[]) {
  const text = { type: 'string' } as const;
  const texts = { type: 'string', multiple: true } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        help: { ...flag, short: 'h' },
        reason: texts,
        disposition: texts,
        id: texts,
        partition: texts,
        since: text,
        until: text,
        state: text,
        limit: text,
        rate: text,
        by: text,
        'reason-text': text,
        values: flag,
        'dry-run': flag,
        json: flag,
      },
    });
  } catch (error) {
    throw toUsageError(error);
  }
}

/** Of what `parseArgs` throws. */
export function toUsageError(error: unknown): UsageError {
  const isUnknown = (error as NodeJS.ErrnoException).code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION';
  const message = isUnknown ? 'unknown flag' : 'a flag is missing its value, or takes none';
  return new UsageError(message, { cause: error });
}
