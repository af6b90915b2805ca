// Which places in our built code and in zod have been reached, by V8's block coverage.
import { Session } from 'node:inspector';

interface Coverage {
  result: {
    url: string;
    functions: { ranges: { startOffset: number; endOffset: number; count: number }[] }[];
  }[];
}

const watched = /\/(services|libs)\/[^/]+\/dist\/|\/node_modules\/zod\//;

export class ReachedPlaces {
  private readonly session = new Session();

  /** Starts counting in this thread; modules loaded from now on are counted by block. */
  constructor() {
    this.session.connect();
    this.post('Profiler.enable');
    this.post('Profiler.startPreciseCoverage', {
      callCount: true,
      detailed: true,
      allowTriggeredUpdates: false,
    });
  }

  /** Places reached since the last call. */
  take(): Set<string> {
    const { result } = this.post('Profiler.takePreciseCoverage') as Coverage;
    const places = new Set<string>();
    for (const { url, functions } of result.filter((script) => watched.test(script.url))) {
      for (const { startOffset, endOffset, count } of functions.flatMap(({ ranges }) => ranges))
        if (count > 0) places.add(`${url}:${startOffset}-${endOffset}`);
    }
    return places;
  }

  // The session calls back synchronously.
  private post(method: string, parameters: object = {}): unknown {
    let answer: unknown;
    this.session.post(method, parameters, (error, result) => {
      if (error) throw error;
      answer = result;
    });
    return answer;
  }
}
