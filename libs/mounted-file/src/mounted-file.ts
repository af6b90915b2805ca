// What a mounted file holds now. The file may change at any time; a bad one never replaces a good one.
import { readFileSync } from 'node:fs';
import { type Logger, SafeError } from '@ringtrace/telemetry';

/** The file cannot be read, or its content is of no use. Mending the file helps; nothing needs a restart. */
export class MountedFileError extends SafeError {}

export interface MountedFileOptions<Value> {
  file: string;
  /** What it holds, in words: "API keys". */
  what: string;
  /** Throws errors whose messages name places in the text and never what is there: they are logged. */
  parse: (text: string) => Value;
  /** How often the file is looked at: so long at most does old content stay in force. Default 5,000. */
  reloadMs?: number | undefined;
  /** After the file was read anew, and when it becomes of no use. */
  onChange?: (() => void) | undefined;
}

export class MountedFile<Value> {
  private readonly options: MountedFileOptions<Value>;
  private readonly logger: Logger;
  private readonly timer: NodeJS.Timeout;
  private text: string;
  private lastGood: Value;
  private lastProblem = '';

  /** @throws MountedFileError if the file is of no use at the start */
  constructor(options: MountedFileOptions<Value>, logger: Logger) {
    this.options = options;
    this.logger = logger;
    this.text = this.read();
    this.lastGood = this.parse(this.text);
    this.timer = setInterval(() => this.reload(), options.reloadMs ?? 5_000).unref();
  }

  /** The same object until the content changes. */
  get value(): Value {
    return this.lastGood;
  }

  /** Why the file is of no use now, so that the value is what it held before; empty while it is of use. */
  get problem(): string {
    return this.lastProblem;
  }

  close(): void {
    clearInterval(this.timer);
  }

  // A poll, and not a watch: a mounted Secret changes by a link that is moved, which watchers miss. A file that is broken
  // or gone leaves the last good value in force, and is said once.
  private reload(): void {
    const { what, onChange } = this.options;
    try {
      const text = this.read();
      if (text === this.text && this.lastProblem === '') return;
      this.lastGood = this.parse(text);
      this.text = text;
      this.lastProblem = '';
      this.logger.info(`${what} read`);
    } catch (error) {
      const problem = (error as Error).message;
      if (problem === this.lastProblem) return;
      this.lastProblem = problem;
      this.logger.error({ error }, `${what} not read, the last ones stay in force`);
    }
    onChange?.();
  }

  private read(): string {
    try {
      return readFileSync(this.options.file, 'utf8');
    } catch (cause) {
      throw new MountedFileError(`the file of ${this.options.what} cannot be read`, { cause });
    }
  }

  private parse(text: string): Value {
    try {
      return this.options.parse(text);
    } catch (cause) {
      throw new MountedFileError(`the file of ${this.options.what}: ${(cause as Error).message}`, { cause });
    }
  }
}
