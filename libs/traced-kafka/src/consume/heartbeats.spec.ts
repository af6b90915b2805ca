import type { PartitionChunk } from '../client/kafka-port.ts';
import { Heartbeats } from './heartbeats.ts';

const { jest } = import.meta;

/** A chunk whose consumer is a member of its group until the test says otherwise. */
function membership() {
  const lost = new Error('not a member');
  const state = { beats: 0, alive: true, abandoned: false };
  const chunk = {
    heartbeat: async () => {
      state.beats++;
      if (!state.alive) throw lost;
    },
    isAbandoned: () => state.abandoned,
  } as unknown as PartitionChunk;
  return { state, chunk, lost };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe('Heartbeats', () => {
  it('sends heartbeats at the interval until it is stopped', async () => {
    const { state, chunk } = membership();
    const heartbeats = new Heartbeats(chunk, 3_000);
    await jest.advanceTimersByTimeAsync(10_000);
    expect([state.beats, heartbeats.isAbandoned()]).toEqual([3, false]);
    expect(() => heartbeats.throwIfLost()).not.toThrow();
    heartbeats.stop();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('abandons the chunk with the client’s own error when a heartbeat fails', async () => {
    const { state, chunk, lost } = membership();
    const heartbeats = new Heartbeats(chunk, 3_000);
    state.alive = false;
    await jest.advanceTimersByTimeAsync(3_000);
    state.alive = true;
    expect(heartbeats.isAbandoned()).toBe(true);
    expect(() => heartbeats.throwIfLost()).toThrow(lost);
    await expect(heartbeats.beat()).rejects.toBe(lost);
    heartbeats.stop();
  });

  it('rejects with the client’s error when a heartbeat between batches fails', async () => {
    const { state, chunk, lost } = membership();
    const heartbeats = new Heartbeats(chunk, 3_000);
    await heartbeats.beat();
    state.alive = false;
    await expect(heartbeats.beat()).rejects.toBe(lost);
    expect(state.beats).toBe(2);
    heartbeats.stop();
  });

  it('reports a chunk as abandoned when the client has given up the partition', () => {
    const { state, chunk } = membership();
    const heartbeats = new Heartbeats(chunk, 3_000);
    state.abandoned = true;
    expect(heartbeats.isAbandoned()).toBe(true);
    heartbeats.stop();
  });
});
