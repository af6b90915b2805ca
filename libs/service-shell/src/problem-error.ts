// An error that carries its HTTP response.
import type { Problem } from '@ringtrace/contracts';
import { SafeError } from '@ringtrace/telemetry';

export interface ProblemAnswer extends Problem {
  /** For 503 and 429: when the client should retry. */
  retryAfterSeconds?: number;
}

export class ProblemError extends SafeError {
  readonly problem: ProblemAnswer;

  constructor(problem: ProblemAnswer, options?: ErrorOptions) {
    super(problem.title, options);
    this.problem = problem;
  }
}
