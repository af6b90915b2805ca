// The error for a rule file that must not run. Pure.
import { SafeError } from '@ringtrace/telemetry';

/** The message names the file, what is wrong and what to write, without text of the query. A retry does not help. */
export class RuleFileError extends SafeError {
  readonly file: string;
  readonly reasons: readonly string[];

  constructor(file: string, reasons: readonly string[], options?: ErrorOptions) {
    super(`${file}: ${reasons.join('; ')}`, options);
    this.file = file;
    this.reasons = reasons;
  }
}
