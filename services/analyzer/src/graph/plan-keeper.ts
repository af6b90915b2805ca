// Has statements planned again after the database may have been restarted, before a batch uses them. A batch has time limits
// that a plan can exceed: it would be cancelled and begun anew for ever.
import type { TracedNeo4j } from '@ringtrace/traced-neo4j';
import { waitOrRetryLater } from './wait-or-retry-later.ts';

/** Reports what is being planned, for health and errors. */
export type PlanAll = (report: (progress: string) => void) => Promise<void>;

export class PlanKeeper {
  private readonly neo4j: Pick<TracedNeo4j, 'interruptions'>;
  private readonly planAll: PlanAll;
  private readonly waitMs: number | undefined;
  /** The interruptions that were known when the plans were last begun and then completed. */
  private planned: number | undefined;
  private running: Promise<void> | undefined;
  private current: string | undefined;

  constructor(neo4j: Pick<TracedNeo4j, 'interruptions'>, planAll: PlanAll, waitMs?: number) {
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
    await waitOrRetryLater(
      this.plan(),
      () => `the database is still ${this.current ?? 'planning'}`,
      this.waitMs,
    );
  }

  private async run(): Promise<void> {
    const { interruptions } = this.neo4j;
    await this.planAll((progress) => {
      this.current = progress;
    });
    this.planned = interruptions;
  }
}
