import type { PartitionBatch } from '../client/kafka-port.ts';
import { Heartbeats } from './heartbeats.ts';

const { jest } = import.meta;

/** A batch whose membership of its group lives until it is lost. */
function membership() {
  const lost = new Error('not a member');
  const state = { beats: 0, alive: true, abandoned: false };
  const batch = {
    heartbeat: async () => {
      state.beats++;
      if (!state.alive) throw lost;
    },
    isAbandoned: () => state.abandoned,
  } as unknown as PartitionBatch;
  return { state, batch, lost };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe('heartbeats', () => {
  it('go on by themselves until they are stopped', async () => {
    const { state, batch } = membership();
    const heartbeats = new Heartbeats(batch, 3_000);
    await jest.advanceTimersByTimeAsync(10_000);
    expect([state.beats, heartbeats.isAbandoned()]).toEqual([3, false]);
    expect(() => heartbeats.throwIfLost()).not.toThrow();
    heartbeats.stop();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('that fail end the work, with the client’s own error, which only the client can act on', async () => {
    const { state, batch, lost } = membership();
    const heartbeats = new Heartbeats(batch, 3_000);
    state.alive = false;
    await jest.advanceTimersByTimeAsync(3_000);
    state.alive = true;
    expect(heartbeats.isAbandoned()).toBe(true);
    expect(() => heartbeats.throwIfLost()).toThrow(lost);
    await expect(heartbeats.beat()).rejects.toBe(lost);
    heartbeats.stop();
  });

  it('between batches pass the client’s error on at once', async () => {
    const { state, batch, lost } = membership();
    const heartbeats = new Heartbeats(batch, 3_000);
    await heartbeats.beat();
    state.alive = false;
    await expect(heartbeats.beat()).rejects.toBe(lost);
    expect(state.beats).toBe(2);
    heartbeats.stop();
  });

  it('say so when the client has given the partition up', () => {
    const { state, batch } = membership();
    const heartbeats = new Heartbeats(batch, 3_000);
    state.abandoned = true;
    expect(heartbeats.isAbandoned()).toBe(true);
    heartbeats.stop();
  });
});
