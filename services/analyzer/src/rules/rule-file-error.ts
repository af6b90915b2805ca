// Why a rule file cannot be used. Pure.
import { SafeError } from '@ringtrace/telemetry';

/** Its message names the file, what is wrong and what to write; no text of the query. Only a correction helps. */
export class RuleFileError extends SafeError {
  readonly file: string;
  readonly reasons: readonly string[];

  constructor(file: string, reasons: readonly string[], options?: ErrorOptions) {
    super(`${file}: ${reasons.join('; ')}`, options);
    this.file = file;
    this.reasons = reasons;
  }
}
