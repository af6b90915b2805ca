// SupervisedClient on fake clients that fail as the test says.
import type { Logger } from '@ringtrace/telemetry';
import type { ReplacementReason } from './client-metrics.ts';
import { SupervisedClient, type Supervision } from './supervised-client.ts';

const logger = { warn: () => undefined } as unknown as Logger;
const fail = (error: Error) => () => Promise.reject(error);
const never = () => new Promise<never>(() => undefined);

/** Its clients are numbers: 1 is the first that was opened. */
function supervised(options: Partial<Supervision> = {}, connect: () => Promise<void> = async () => {}) {
  const destroyed: number[] = [];
  const replaced: ReplacementReason[] = [];
  let opened = 0;
  const client = new SupervisedClient(
    () => {
      const number = ++opened;
      const destroy = () => void destroyed.push(number);
      return { client: number, connect, disconnect: async () => undefined, destroy };
    },
    { name: 'test', timeoutMs: 60_000, maxFailures: 2, ...options },
    { logger, onReplaced: (reason) => replaced.push(reason) },
  );
  const run = (work: (number: number) => Promise<unknown>) => client.run(work).catch(() => 'failed');
  return { client, run, destroyed, replaced };
}

describe('SupervisedClient', () => {
  it('replaces a client after several unanswered requests in a row, and not after one', async () => {
    const { run, destroyed, replaced } = supervised();
    await run(fail(new Error('closed')));
    await run(async () => 'fine');
    await run(fail(new Error('closed')));
    expect(await run(async (number) => number)).toBe(1);
    // when
    await run(fail(new Error('closed')));
    await run(fail(new Error('closed')));
    // then
    expect([destroyed, replaced]).toEqual([[1], ['failing']]);
    expect(await run(async (number) => number)).toBe(2);
  });

  it('replaces a client at once when a request takes too long', async () => {
    const { client, destroyed, replaced } = supervised({ timeoutMs: 20 });
    await expect(client.run(never)).rejects.toThrow('no broker answered within');
    expect([destroyed, replaced]).toEqual([[1], ['no-answer']]);
  });

  it('replaces a client whose connection takes too long, for the next caller', async () => {
    let attempts = 0;
    const { client, run, replaced } = supervised({ timeoutMs: 20 }, () =>
      ++attempts === 1 ? never() : Promise.resolve(),
    );
    await expect(client.connect()).rejects.toThrow('no broker answered within');
    expect(client.problem()).toMatch(/^connecting: no broker answered/);
    expect(await run(async (number) => number)).toBe(2);
    // It never worked: that is no replacement.
    expect(replaced).toEqual([]);
  });

  it('keeps a client whose broker refuses, and tells that nothing succeeds', async () => {
    const { client, run, destroyed } = supervised();
    const refusal = Object.assign(new Error('no'), { type: 'NOT_ENOUGH_REPLICAS' });
    await run(fail(refusal));
    expect(client.problem()).toBeUndefined();
    await run(fail(refusal));
    expect(client.problem()).toMatch(/^failing: /);
    expect(destroyed).toEqual([]);
    // when something is acknowledged
    await run(async () => 'fine');
    expect(client.problem()).toBeUndefined();
  });

  it('takes no record that is itself at fault for a failure of the client', async () => {
    const { client, run, destroyed } = supervised();
    for (let tries = 0; tries < 5; tries++) await run(fail(new TypeError('not a string')));
    expect([client.problem(), destroyed]).toEqual([undefined, []]);
  });

  it('is not connected until its first connection, and never again once closed', async () => {
    const { client, destroyed } = supervised();
    expect(client.problem()).toBe('connecting');
    await client.connect();
    expect(client.problem()).toBeUndefined();
    await client.close();
    expect(destroyed).toEqual([1]);
    await expect(client.connect()).rejects.toThrow('closed');
  });
});
