// The parsed content of a mounted file, reloaded when the file changes. An invalid file never replaces a valid value.
import { readFileSync } from 'node:fs';
import { type Logger, SafeError } from '@ringtrace/telemetry';

/** The file cannot be read or parsed. Fixing the file is enough; no restart is needed. */
export class MountedFileError extends SafeError {}

export interface MountedFileOptions<Value> {
  file: string;
  /** What the file contains, for messages: "API keys". */
  what: string;
  /** Its error messages are logged, so they must name places in the text and never quote it. */
  parse: (text: string) => Value;
  /** How often the file is checked, which is how long an old value can stay in use. Default 5,000. */
  reloadMs?: number | undefined;
  /** Called after a reload, and when the file becomes invalid. */
  onChange?: (() => void) | undefined;
}

export class MountedFile<Value> {
  private readonly options: MountedFileOptions<Value>;
  private readonly logger: Logger;
  private readonly timer: NodeJS.Timeout;
  private text: string;
  private lastGood: Value;
  private lastProblem = '';

  /** @throws MountedFileError if the file is invalid at startup */
  constructor(options: MountedFileOptions<Value>, logger: Logger) {
    this.options = options;
    this.logger = logger;
    this.text = this.read();
    this.lastGood = this.parse(this.text);
    this.timer = setInterval(() => this.reload(), options.reloadMs ?? 5_000).unref();
  }

  /** The last valid value; the same object until the content changes. */
  get value(): Value {
    return this.lastGood;
  }

  /** Why the file is invalid now, so that `value` is an earlier one; empty while the file is valid. */
  get problem(): string {
    return this.lastProblem;
  }

  close(): void {
    clearInterval(this.timer);
  }

  // Polls, because Kubernetes updates a mounted Secret by swapping a symlink, which file watchers miss. An invalid or missing
  // file leaves the last valid value in use and is logged once.
  private reload(): void {
    const { what, onChange } = this.options;
    try {
      const text = this.read();
      if (text === this.text && this.lastProblem === '') return;
      this.lastGood = this.parse(text);
      this.text = text;
      this.lastProblem = '';
      this.logger.info(`${what} reloaded`);
    } catch (error) {
      const problem = (error as Error).message;
      if (problem === this.lastProblem) return;
      this.lastProblem = problem;
      this.logger.error({ error }, `cannot reload ${what}; keeping the last valid ones`);
    }
    onChange?.();
  }

  private read(): string {
    try {
      return readFileSync(this.options.file, 'utf8');
    } catch (cause) {
      throw new MountedFileError(`the ${this.options.what} file cannot be read`, { cause });
    }
  }

  private parse(text: string): Value {
    try {
      return this.options.parse(text);
    } catch (cause) {
      throw new MountedFileError(`the ${this.options.what} file is invalid: ${(cause as Error).message}`, {
        cause,
      });
    }
  }
}
