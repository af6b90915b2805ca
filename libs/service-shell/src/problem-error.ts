// An error that already knows its HTTP answer.
import type { Problem } from '@ringtrace/contracts';
import { SafeError } from '@ringtrace/telemetry';

export interface ProblemAnswer extends Problem {
  /** For 503 and 429: when to come again. */
  retryAfterSeconds?: number;
}

export class ProblemError extends SafeError {
  readonly problem: ProblemAnswer;

  constructor(problem: ProblemAnswer, options?: ErrorOptions) {
    super(problem.title, options);
    this.problem = problem;
  }
}
