// Virtual time. Replaces every timer, clock and random number of this thread, so that the product's own code runs a minute in
// milliseconds, and the same seed always takes the same steps. A timer belongs to the process that set it: it never fires
// once that process is dead, and waits while it is frozen.
import { AsyncLocalStorage } from 'node:async_hooks';
import { syncBuiltinESMExports } from 'node:module';
import timersPromises from 'node:timers/promises';
import type { Random } from '../../tools/src/traffic/random.ts';

/** What a crash, a freeze or a clock step hits. */
export interface Process {
  name: string;
  isDead: boolean;
  frozenUntilMs: number;
  /** How far its wall clock is off. */
  wallSkewMs: number;
}

interface Timer {
  atMs: number;
  order: number;
  owner: Process | undefined;
  run(): void;
  isCancelled: boolean;
  unref(): void;
}

const realImmediate = setImmediate;
const RealDate = Date;
/** Wall clock at the start of a history. */
export const startWallMs = RealDate.UTC(2026, 0, 1);

const currentProcess = new AsyncLocalStorage<Process | undefined>();
let clock: VirtualClock;

export class VirtualClock {
  nowMs = 0;
  readonly random: Random;
  /** The next one last. */
  private readonly timers: Timer[] = [];
  private order = 0;

  constructor(random: Random) {
    this.random = random;
    clock = this;
  }

  /** Runs as part of `owner`, or of the world outside. */
  schedule(delayMs: number, run: () => void, owner?: Process): Timer {
    const atMs = this.nowMs + Math.max(0, delayMs);
    const timer = { atMs, order: this.order++, owner, run, isCancelled: false, unref() {} };
    this.insert(timer);
    return timer;
  }

  /** Returns whether `until` became true by then. */
  async run(until: () => boolean, deadlineMs: number): Promise<boolean> {
    while (!until()) {
      const timer = this.timers.at(-1);
      if (timer === undefined || timer.atMs > deadlineMs) {
        this.nowMs = deadlineMs;
        return false;
      }
      this.timers.pop();
      this.nowMs = timer.atMs;
      await this.fire(timer);
    }
    return true;
  }

  private async fire(timer: Timer): Promise<void> {
    const { owner } = timer;
    if (timer.isCancelled || owner?.isDead) return;
    if (owner && owner.frozenUntilMs > this.nowMs) {
      timer.atMs = owner.frozenUntilMs;
      this.insert(timer);
      return;
    }
    currentProcess.run(owner, timer.run);
    // Ends after all promises that can go on without time passing.
    await new Promise<void>((resolve) => realImmediate(resolve));
  }

  private insert(timer: Timer): void {
    let low = 0;
    let high = this.timers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.timers[middle] as Timer;
      if (other.atMs > timer.atMs || (other.atMs === timer.atMs && other.order > timer.order))
        low = middle + 1;
      else high = middle;
    }
    this.timers.splice(low, 0, timer);
  }
}

export function runAs(owner: Process, work: () => void): void {
  currentProcess.run(owner, work);
}

/** From now on this thread has only virtual time. */
export function installVirtualTime(): void {
  const setTimer = (run: (...args: unknown[]) => void, delayMs?: number, ...args: unknown[]) =>
    clock.schedule(Number(delayMs) || 0, () => run(...args), currentProcess.getStore());
  const clearTimer = (timer: Timer | undefined) => {
    if (timer) timer.isCancelled = true;
  };
  const setRepeating = (run: () => void, delayMs: number): Timer => {
    const owner = currentProcess.getStore();
    const repeated = { ...clock.schedule(delayMs, tick, owner), isCancelled: false };
    function tick() {
      if (repeated.isCancelled) return;
      run();
      clock.schedule(delayMs, tick, owner);
    }
    return repeated;
  };
  const wait = (delayMs: number, value: unknown, { signal }: { signal?: AbortSignal } = {}) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const timer = setTimer(() => resolve(value), delayMs);
      signal?.addEventListener('abort', () => {
        clearTimer(timer);
        reject(signal.reason);
      });
    });
  const wallMs = () => startWallMs + Math.floor(clock.nowMs) + (currentProcess.getStore()?.wallSkewMs ?? 0);
  class VirtualDate extends RealDate {
    constructor(...args: unknown[]) {
      super(...((args.length === 0 ? [wallMs()] : args) as [number]));
    }
    static override now = wallMs;
  }
  Object.assign(globalThis, {
    setTimeout: setTimer,
    setInterval: setRepeating,
    setImmediate: (run: () => void) => setTimer(run, 0),
    clearTimeout: clearTimer,
    clearInterval: clearTimer,
    clearImmediate: clearTimer,
    Date: VirtualDate,
  });
  Object.defineProperty(performance, 'now', { value: () => clock.nowMs });
  Math.random = () => clock.random.next();
  Object.assign(timersPromises, { setTimeout: wait });
  syncBuiltinESMExports();
}
