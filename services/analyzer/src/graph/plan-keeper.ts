// Has statements planned again after the database may have been restarted, before a batch uses them. A batch has time limits
// that a plan can exceed: it would be cancelled and begun anew for ever.
import { setTimeout as wait } from 'node:timers/promises';
import { RetryLaterError } from '@ringtrace/traced-kafka';
import type { TracedNeo4j } from '@ringtrace/traced-neo4j';

/** Reports what is being planned, for health and errors. */
export type PlanAll = (report: (progress: string) => void) => Promise<void>;

export class PlanKeeper {
  private readonly neo4j: Pick<TracedNeo4j, 'interruptions'>;
  private readonly planAll: PlanAll;
  private readonly waitMs: number;
  /** The interruptions that were known when the plans were last begun and then completed. */
  private planned: number | undefined;
  private running: Promise<void> | undefined;
  private current: string | undefined;

  constructor(neo4j: Pick<TracedNeo4j, 'interruptions'>, planAll: PlanAll, waitMs = 5_000) {
    this.neo4j = neo4j;
    this.planAll = planAll;
    this.waitMs = waitMs;
  }

  /** What is being planned now; undefined if nothing is. */
  get progress(): string | undefined {
    return this.current;
  }

  /** For plans that a caller makes by itself at the start. Call what this returns once all of them are made. */
  begin(): () => void {
    const { interruptions } = this.neo4j;
    return () => {
      this.planned ??= interruptions;
    };
  }

  /** Plans everything, without a limit. Concurrent calls share the work. Throws what the planning throws. */
  plan(): Promise<void> {
    this.running ??= this.run().finally(() => {
      this.running = undefined;
      this.current = undefined;
    });
    return this.running;
  }

  /**
   * Resolves at once if nothing has interrupted the database since everything was planned.
   * @throws RetryLaterError if the planning takes longer than five seconds, so that a waiting consumer can still be stopped.
   * The planning goes on.
   */
  async whenPlanned(): Promise<void> {
    if (this.planned === this.neo4j.interruptions) return;
    const timer = new AbortController();
    const tooLate = wait(this.waitMs, true, { signal: timer.signal }).catch(() => false);
    const planning = this.plan().then(() => false);
    // If nobody waits for it any more, the next caller sees its error.
    planning.catch(() => undefined);
    try {
      if (await Promise.race([planning, tooLate]))
        throw new RetryLaterError(`the database is still ${this.current ?? 'planning'}`);
    } finally {
      timer.abort();
    }
  }

  private async run(): Promise<void> {
    const { interruptions } = this.neo4j;
    await this.planAll((progress) => {
      this.current = progress;
    });
    this.planned = interruptions;
  }
}
