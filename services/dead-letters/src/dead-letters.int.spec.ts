// The command as people and scripts run it: as a process, against a real broker.
import { once } from 'node:events';
import { waitUntil } from '@ringtrace/tools';
import { DeadLettersWorld, finished, type GivenLetter } from './dead-letters-world.fixture.ts';

let world: DeadLettersWorld;
beforeAll(async () => {
  world = await DeadLettersWorld.start();
}, 180_000);
afterAll(() => world?.stop(), 60_000);

const why = ['--by', 'kim', '--reason-text', 'the cause is mended', '--json'];
const several = (prefix: string, count: number, reason: string): GivenLetter[] =>
  Array.from({ length: count }, (_, index) => ({ id: `${prefix}-${index}`, reason }));
const replayedWith = async (prefix: string) =>
  (await world.replayed()).filter(({ key }) => key.startsWith(`${prefix}-`));
const doneOf = async (id: string) =>
  ((await world.run(['tasks', '--json'])).json as { id: string; done: number }[]).find(
    (task) => task.id === id,
  )?.done ?? 0;

describe('dlq', () => {
  it.each([
    ['the command is unknown', ['canary'], /one of list, show/],
    ['a flag is unknown', ['list', '--canary'], /unknown flag/],
    ['nobody takes responsibility', ['replay', '--reason-text', 'canary'], /--by NAME/],
  ])(
    'exits with 2 and says what to do when %s',
    async (_, words, message) => {
      const { code, out, errors } = await world.run(words);
      expect([code, out]).toEqual([2, '']);
      expect(errors).toMatch(message);
      expect(errors).not.toContain('canary');
    },
    60_000,
  );

  it('fails with the reason when no broker answers', async () => {
    const { code, errors } = await world.run(['list'], { KAFKA_BROKERS: '127.0.0.1:1' });
    expect([code, errors]).toEqual([1, 'failed: no broker answers: see KAFKA_BROKERS\n']);
  }, 60_000);

  it('lists by reason, disposition and time, and shows one letter without its key and value', async () => {
    // given a letter of an earlier version, and two of this one
    await world.fail([
      { id: 'list-canary', reason: 'not-utf8', failedAt: '2026-01-01T00:00:00.000Z' },
      { id: 'list-b', reason: 'list-refused', disposition: 'rejected', failedAt: '2026-01-02T00:00:00.000Z' },
      { id: 'list-c', reason: 'list-refused', disposition: 'rejected', failedAt: '2026-01-03T00:00:00.000Z' },
    ]);
    // when
    const all = await world.run(['list', '--json', '--until', '2026-02-01T00:00:00Z']);
    const one = await world.run(['list', '--json', '--id', 'list-c', '--disposition', 'rejected']);
    // then
    expect(all.errors).toBe('');
    expect(all.json).toMatchObject({
      depth: 3,
      oldestFailedAt: '2026-01-01T00:00:00.000Z',
      newestFailedAt: '2026-01-03T00:00:00.000Z',
      byReason: { 'not-utf8': 1, 'list-refused': 2 },
      byDisposition: { poison: 1, rejected: 2 },
      byPartition: { '0': 3 },
      byState: { open: 3, replayed: 0, discarded: 0, parked: 0 },
    });
    expect(one.json).toMatchObject({ depth: 1 });
    const [{ place }] = all.json.letters;
    const shown = await world.run(['show', place]);
    expect(shown.out).toMatch(/dlq\.reason +not-utf8/);
    expect(`${all.out}${shown.out}`).not.toContain('canary');
    const withValues = await world.run(['show', place, '--values', '--json']);
    expect(withValues.json).toMatchObject({
      key: 'list-canary',
      value: 'value of list-canary',
      state: 'open',
    });
  }, 120_000);

  it('replays what is selected once, with its history; a second replay does nothing', async () => {
    // given
    await world.fail(several('once', 30, 'once-refused'));
    const words = ['replay', '--reason', 'once-refused', ...why];
    // when it only counts
    const counted = await world.run(['replay', '--reason', 'once-refused', '--dry-run', '--json']);
    expect([counted.json, await replayedWith('once')]).toEqual([{ dryRun: true, total: 30 }, []]);
    // when it replays
    const first = await world.run([...words, '--rate', '1000']);
    const second = await world.run(words);
    // then
    expect(first).toMatchObject({ code: 0, json: { done: 30, total: 30, state: 'done', by: 'kim' } });
    expect(second).toMatchObject({ code: 0, json: { done: 0, total: 0, state: 'done' } });
    const records = await replayedWith('once');
    expect(records.map(({ key }) => key).sort()).toEqual(
      several('once', 30, '')
        .map(({ id }) => id)
        .sort(),
    );
    expect(records[0]?.headers).toMatchObject({
      'dlq.replays': '1',
      'dlq.earlier.reasons': 'once-refused',
      'dlq.first.failed.at': '2026-05-01T12:00:00.000Z',
      'dlq.replay.task': first.json.id,
    });
    expect(records[0]?.headers).not.toHaveProperty(['dlq.reason']);
  }, 180_000);

  it('does not replay what is incomplete or came from elsewhere; it stays open', async () => {
    await world.fail([
      { id: 'bad-0', reason: 'bad', headers: { 'dlq.left-out': 'value' } },
      { id: 'bad-1', reason: 'bad', headers: { 'dlq.original.topic': 'transactions.verdicts' } },
    ]);
    const { json } = await world.run(['replay', '--reason', 'bad', ...why]);
    expect(json).toMatchObject({ done: 0, refused: 2, total: 2 });
    expect((await world.run(['list', '--reason', 'bad', '--json'])).json).toMatchObject({ depth: 2 });
  }, 120_000);

  it('goes on after kill -9 in the middle, and sends no letter twice', async () => {
    // given a task that is killed while it sends
    await world.fail(several('kill', 200, 'kill-refused'));
    const child = world.start(['replay', '--reason', 'kill-refused', '--rate', '40', ...why]);
    let errors = '';
    child.stderr?.on('data', (chunk) => {
      errors += String(chunk);
    });
    await waitUntil(() => /task \w+: 200 letters/.test(errors), { timeoutMs: 60_000, what: 'the task' });
    const id = /task (\w+)/.exec(errors)?.[1] ?? '';
    await waitUntil(() => /^\d+ of 200$/m.test(errors), { timeoutMs: 60_000, what: 'some letters' });
    child.kill('SIGKILL');
    await once(child, 'exit');
    const doneBefore = await doneOf(id);
    expect(doneBefore).toBeLessThan(200);
    // when another task is wanted, it is refused
    const other = await world.run(['discard', ...why]);
    expect([other.code, other.errors]).toEqual([1, expect.stringMatching(`task ${id} of kim is unfinished`)]);
    // when it is resumed
    const resumed = await world.run(['resume', id, '--by', 'lee', '--json']);
    // then
    expect(resumed).toMatchObject({ code: 0, json: { id, done: 200, state: 'done' } });
    const keys = (await replayedWith('kill')).map(({ key }) => key);
    expect([keys.length, new Set(keys).size]).toEqual([200, 200]);
  }, 240_000);

  it('stops at Ctrl-C, to be resumed; and is ended by cancel from another process', async () => {
    // given
    await world.fail(several('stop', 100, 'stop-refused'));
    const begin = (words: string[]) => {
      const child = world.start(words);
      return { child, ran: finished(child) };
    };
    const { child, ran } = begin(['replay', '--reason', 'stop-refused', '--rate', '4', ...why]);
    const unfinished = async () =>
      ((await world.run(['tasks', '--json'])).json as { id: string; state: string; done: number }[]).find(
        ({ state, done }) => state === 'unfinished' && done > 0,
      );
    let id = '';
    const isWorking = async () => {
      id = (await unfinished())?.id ?? '';
      return id !== '';
    };
    await waitUntil(isWorking, { timeoutMs: 60_000, what: 'some letters' });
    // when it is stopped
    child.kill('SIGINT');
    // then
    expect(await ran).toMatchObject({ code: 1, errors: expect.stringMatching(`resume ${id} goes on`) });
    // when it is resumed and cancelled
    const doneBefore = await doneOf(id);
    const again = begin(['resume', id, '--by', 'lee']);
    await waitUntil(async () => (await doneOf(id)) > doneBefore, { timeoutMs: 60_000, what: 'more letters' });
    expect(await world.run(['cancel', id, '--by', 'lee'])).toMatchObject({ code: 0 });
    // then
    expect(await again.ran).toMatchObject({ code: 1, errors: expect.stringMatching(/cancelled/) });
    const keys = (await replayedWith('stop')).map(({ key }) => key);
    expect(keys.length).toBeLessThan(100);
    expect(new Set(keys).size).toBe(keys.length);
    expect((await world.run(['list', '--reason', 'stop-refused', '--json'])).json).toMatchObject({
      byState: { open: 100 - keys.length, replayed: keys.length },
    });
  }, 240_000);

  it('discards and parks: list no longer counts them, and says who and why', async () => {
    await world.fail(several('aside', 3, 'aside-refused'));
    const [first, second] = (await world.run(['list', '--reason', 'aside-refused', '--json'])).json.letters;
    expect(await world.run(['discard', first.place, ...why])).toMatchObject({ code: 0, json: { done: 1 } });
    expect(await world.run(['park', second.place, ...why])).toMatchObject({ code: 0, json: { done: 1 } });
    const { json } = await world.run(['list', '--reason', 'aside-refused', '--json']);
    expect(json).toMatchObject({ depth: 1, byState: { open: 1, discarded: 1, parked: 1, replayed: 0 } });
    expect((await world.run(['show', second.place, '--json'])).json).toMatchObject({
      state: 'parked',
      task: { by: 'kim', reasonText: 'the cause is mended' },
    });
    expect(await world.run(['replay', '--state', 'parked', ...why])).toMatchObject({ json: { done: 1 } });
    expect(await replayedWith('aside')).toHaveLength(1);
  }, 180_000);
});
