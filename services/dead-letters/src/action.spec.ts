import { type Action, Actions, type TaskKind } from './action.ts';
import { selection } from './letter.ts';

const start = (task: string, kind: TaskKind = 'replay'): Action => ({
  ...{ type: 'task-started', task, kind, at: 'then', by: 'kim', reasonText: 'why', total: 2 },
  ...{ ratePerSecond: 50, selection: selection.parse({}), upTo: { '0': '9' } },
});
const done = (task: string, offset: string, timestampMs: number): Action => ({
  ...{ type: 'letters-done', task, at: 'now', letters: [[0, offset, timestampMs]], refused: 1 },
});
const after = (...all: Action[]) => {
  const actions = new Actions();
  for (const each of all) actions.add(each);
  return actions;
};
const letter = (offset: string, timestampMs: number) => ({ place: `0/${offset}`, timestampMs });

describe('Actions', () => {
  it.each([
    ['replay', 'replayed'],
    ['discard', 'discarded'],
    ['park', 'parked'],
  ] as const)('knows the letters that a %s has done', (kind, state) => {
    const actions = after(start('a', kind), done('a', '7', 1_000));
    expect(actions.stateOf(letter('7', 1_000))).toBe(state);
    expect(actions.stateOf(letter('8', 1_000))).toBe('open');
  });

  it('does not take a letter of a recreated topic for the one that had its offset', () => {
    expect(after(start('a'), done('a', '7', 1_000)).stateOf(letter('7', 2_000))).toBe('open');
  });

  it('takes the last action about a letter', () => {
    const actions = after(start('a', 'park'), done('a', '7', 1_000), start('b'), done('b', '7', 1_000));
    expect([actions.stateOf(letter('7', 1_000)), actions.taskOf(letter('7', 1_000))?.id]).toEqual([
      'replayed',
      'b',
    ]);
  });

  it('counts what is done, and what was refused since the last start', () => {
    const actions = after(
      ...[start('a'), done('a', '1', 1), done('a', '2', 1)],
      ...[{ type: 'task-resumed', task: 'a', at: 'now', by: 'lee' } as const, done('a', '3', 1)],
    );
    expect(actions.tasks.get('a')).toMatchObject({ done: 3, refused: 1, state: 'unfinished', lastAt: 'now' });
  });

  it('has one unfinished task until it ends or is cancelled', () => {
    const ended: Action = { type: 'task-ended', task: 'a', at: 'now' };
    const cancelled: Action = { type: 'task-cancelled', task: 'a', at: 'now', by: 'lee' };
    expect(after(start('a')).unfinished()?.id).toBe('a');
    expect(after(start('a'), ended).unfinished()).toBeUndefined();
    // A process that had not yet heard of it
    expect(after(start('a'), cancelled, ended).tasks.get('a')?.state).toBe('cancelled');
  });

  it('ignores actions of a task whose start has left the topic', () => {
    expect(after(done('gone', '7', 1_000)).stateOf(letter('7', 1_000))).toBe('open');
  });

  it('remembers each batch that was stepped over, which is no task', () => {
    const why = { by: 'kim', reasonText: 'INC-1', cause: 'its checksum is wrong' };
    const where = { partition: 3, offset: '7', lastOffset: '9', letter: '0/1' };
    const step: Action = { type: 'stepped-over', task: 's', at: 'now', ...why, ...where };
    expect([after(step).steps, after(step).tasks.size]).toEqual([[step], 0]);
  });
});
