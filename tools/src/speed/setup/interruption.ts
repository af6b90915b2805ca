// Ctrl-C, and the end of everything that was started, in the reverse order of starting.

export class Interrupted extends Error {
  constructor() {
    super('interrupted');
  }
}

export interface Ending {
  signal: AbortSignal;
  onEnd(close: () => Promise<unknown>): void;
  /** Closes all; each is tried, whatever becomes of the others. */
  end(): Promise<void>;
}

/** The first signal ends in order, the second at once: watchdogs see to the rest. */
export function endInOrder(): Ending {
  const controller = new AbortController();
  const closers: (() => Promise<unknown>)[] = [];
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(130);
      controller.abort(new Interrupted());
    });
  }
  return {
    signal: controller.signal,
    onEnd: (close) => closers.unshift(close),
    end: async () => {
      for (const close of closers.splice(0)) await close().catch(() => undefined);
    },
  };
}
