// What `show` and `tasks` tell. Pure.
import type { KafkaRecord } from '@ringtrace/traced-kafka';
import type { Actions, Task } from './action.ts';
import { type Letter, printable } from './letter.ts';

/** Headers that hold no value of the record. All others are named, and shown only with `--values`. */
const safeHeaders = /^(dlq\.|traceparent$|tracestate$|x-datadog-)/;

export function letterReport(letter: Letter, record: KafkaRecord, actions: Actions, withValues: boolean) {
  const headers = Object.entries(record.headers).map(([name, given]) => {
    const values = [given ?? ''].flat();
    const isShown = withValues || safeHeaders.test(name);
    const bytes = values.reduce((sum, each) => sum + Buffer.byteLength(each), 0);
    return [
      printable(name),
      isShown ? values.map((each) => printable(String(each))).join(', ') : `(${bytes} bytes)`,
    ];
  });
  const task = actions.taskOf(letter);
  return {
    letter: letter.place,
    state: actions.stateOf(letter),
    task: task && { id: task.id, by: task.by, reasonText: task.reasonText, startedAt: task.startedAt },
    reason: letter.reason,
    disposition: letter.disposition,
    traceId: letter.traceId ?? null,
    keyBytes: record.key?.length ?? null,
    valueBytes: record.value?.length ?? null,
    headers: Object.fromEntries(headers) as Record<string, string>,
    ...(withValues && { key: shown(record.key), value: shown(record.value) }),
  };
}

export function letterText({ headers, task, ...report }: ReturnType<typeof letterReport>): string {
  const lines: [string, unknown][] = [
    ...Object.entries(report),
    ...(task ? [['by task', `${task.id}, ${task.by}: ${task.reasonText}`] as [string, unknown]] : []),
    ...Object.entries(headers),
  ];
  return lines.map(([name, value]) => `${name.padEnd(24)} ${value ?? 'none'}`).join('\n');
}

export function taskReport({ upTo: _, ...task }: Task) {
  return task;
}

export function taskText({ id, kind, state, done, total, refused, by, reasonText, startedAt }: Task): string {
  const left = refused > 0 ? `, ${refused} cannot be replayed and stay open` : '';
  return `${id}  ${kind.padEnd(7)} ${state.padEnd(10)} ${done} of ${total}${left}  ${startedAt}  ${by}: ${reasonText}`;
}

/** Text if it is text, otherwise base64. */
function shown(bytes: Buffer | null): string | null {
  if (bytes === null) return null;
  const text = bytes.toString();
  return Buffer.from(text).equals(bytes) ? printable(text) : `base64:${bytes.toString('base64')}`;
}
