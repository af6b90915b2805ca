// Measures how long nothing was heard, and calls back once that is too long. It counts only time in which this process
// ran: after a stop of the process, or a step of its clock, the other side first gets a chance to be heard.

const tickMs = 500;

export class SilenceTimer {
  private readonly maxSilenceMs: () => number;
  private readonly onSilence: () => void;
  private interval: NodeJS.Timeout | undefined;
  private silentMs = 0;

  /** `maxSilenceMs` is asked again all the time: it may depend on what is waited for. */
  constructor(maxSilenceMs: () => number, onSilence: () => void) {
    this.maxSilenceMs = maxSilenceMs;
    this.onSilence = onSilence;
  }

  /** From now on something should be heard. No effect if that is already so. */
  start(): void {
    if (this.interval !== undefined) return;
    this.silentMs = 0;
    this.interval = setInterval(() => this.tick(), tickMs).unref();
  }

  /** Something was heard, and more is to come. */
  restart(): void {
    this.silentMs = 0;
    this.start();
  }

  stop(): void {
    clearInterval(this.interval);
    this.interval = undefined;
  }

  private tick(): void {
    this.silentMs += tickMs;
    if (this.silentMs < this.maxSilenceMs()) return;
    this.stop();
    this.onSilence();
  }
}
