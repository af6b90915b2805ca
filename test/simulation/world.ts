// One simulated world: its time, its faults, and the only way from a process to a server. A request takes effect at a time of
// its own. Its answer may be late or lost, and the process may die before or after the effect.
import { Random } from '../../tools/src/traffic/random.ts';
import { type Process, VirtualClock } from './clock.ts';

/** What a request is for; each has its own rates of faults. */
const kinds = ['produce', 'fetch', 'commit', 'heartbeat', 'join', 'graph'] as const;
export type RequestKind = (typeof kinds)[number];

/** Probabilities per request. */
interface FaultRates {
  /** No effect, and an error. */
  failed: number;
  /** Takes effect, but no answer comes. */
  lost: number;
  /** Takes effect seconds later. */
  late: number;
  /** Takes effect twice: a client sent it again by itself. */
  twice: number;
  /** The process dies, before or after the effect. */
  crash: number;
}

type Fate = keyof FaultRates | 'none';

export interface Request<T> {
  kind: RequestKind;
  /** For the trace. */
  what: string;
  /** The sender gives up after this long. Without it, the sender has to mind the time itself. */
  timeoutMs?: number;
  failure(): Error;
  effect(): T | Promise<T>;
}

export const requestTimeoutMs = 6_000;
export const connectionLost = () => new Error('connection lost');

/** More requests than any history needs. */
const maxRequests = 5_000;

/** A header of records that analyzers send. */
export const markHeader = 'simulated-send';

/** Who waits for the answer to which send. */
class Marks {
  private readonly waiting = new Map<string, Process>();

  begin(process: Process): string {
    const mark = String(this.waiting.size);
    this.waiting.set(mark, process);
    return mark;
  }

  giveUp(mark: string): void {
    this.waiting.set(mark, { name: 'nobody', isDead: true, frozenUntilMs: 0, wallSkewMs: 0 });
  }

  isWaitedFor(mark: string): boolean {
    return this.waiting.get(mark)?.isDead === false;
  }
}

export class World {
  readonly marks = new Marks();
  readonly random: Random;
  readonly clock: VirtualClock;
  readonly violations: string[] = [];
  private readonly rates = new Map<RequestKind, FaultRates>();
  /** No fault happens any more. */
  isCalm = false;
  requests = 0;
  onCrash: (process: Process) => void = () => undefined;
  private readonly say: ((line: string) => void) | undefined;

  constructor(seed: number, say?: (line: string) => void) {
    this.random = new Random(seed);
    // The product's own random numbers do not shift those of the faults.
    this.clock = new VirtualClock(new Random(seed ^ 0x5bd1e995));
    this.say = say;
    // Many histories have a few kinds of faults only: a world where everything fails never gets far.
    const rate = (max: number) => (this.random.chance(0.5) ? 0 : this.random.between(0, max));
    for (const kind of kinds)
      this.rates.set(kind, {
        failed: rate(0.2),
        lost: rate(0.1),
        late: rate(0.1),
        twice: rate(0.1),
        crash: rate(0.02),
      });
  }

  trace(line: () => string): void {
    this.say?.(`${(this.clock.nowMs / 1_000).toFixed(3).padStart(8)} ${line()}`);
  }

  violated(what: string): void {
    if (this.violations.length < 20 && !this.violations.includes(what)) this.violations.push(what);
  }

  crash(process: Process): void {
    if (process.isDead) return;
    this.trace(() => `${process.name} CRASHES`);
    process.isDead = true;
    this.onCrash(process);
  }

  request<T>(from: Process, request: Request<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    if (from.isDead) return promise;
    if (++this.requests === maxRequests) this.violated('busy: far more requests than needed');
    if (this.requests >= maxRequests) return promise;
    const fate = this.fateOf(request.kind);
    const crashesFirst = fate === 'crash' && this.random.chance(0.5);
    if (fate !== 'none' && fate !== 'twice')
      this.trace(() => `${from.name} ${request.what} will be: ${fate}`);
    const thereMs = fate === 'late' ? this.random.between(2_000, 25_000) : this.latencyMs();
    const giveUp =
      request.timeoutMs === undefined
        ? undefined
        : this.clock.schedule(request.timeoutMs, () => reject(request.failure()), from);
    const answer = (settle: () => void) => {
      if (giveUp) giveUp.isCancelled = true;
      this.clock.schedule(this.latencyMs(), settle, from);
    };
    const act = async () => {
      if (crashesFirst) return this.crash(from);
      if (fate === 'failed') return answer(() => reject(request.failure()));
      try {
        const result = await request.effect();
        if (fate === 'twice') await request.effect();
        if (fate === 'crash') this.crash(from);
        else if (fate !== 'lost') answer(() => resolve(result));
      } catch (error) {
        answer(() => reject(error));
      }
    };
    this.clock.schedule(thereMs, () => void act());
    return promise;
  }

  private fateOf(kind: RequestKind): Fate {
    if (this.isCalm) return 'none';
    let draw = this.random.next();
    for (const [fate, rate] of Object.entries(this.rates.get(kind) ?? {})) {
      draw -= rate;
      if (draw < 0) return fate as Fate;
    }
    return 'none';
  }

  private latencyMs(): number {
    return this.random.chance(0.05) ? this.random.between(50, 800) : this.random.between(0.5, 8);
  }
}
