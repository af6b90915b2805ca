// One dependency's state in time for a probe: a check that throws or hangs says "down".
import { setTimeout as wait } from 'node:timers/promises';
import { describeError } from '@ringtrace/telemetry';

export interface DependencyState {
  status: 'up' | 'down';
  /** Why it is down, in words for an operator: names and codes, never a value. */
  reason?: string;
}

export interface Dependency {
  name: string;
  check(): Promise<DependencyState>;
}

/** Never rejects; answers within `timeoutMs`. */
export async function checkDependency(dependency: Dependency, timeoutMs = 2_000): Promise<DependencyState> {
  const inTime = new AbortController();
  const late = wait(timeoutMs, undefined, { signal: inTime.signal, ref: false }).then(
    (): DependencyState => ({ status: 'down', reason: `no answer within ${timeoutMs} ms` }),
  );
  late.catch(() => undefined);
  try {
    return await Promise.race([dependency.check(), late]);
  } catch (error) {
    return { status: 'down', reason: describeError(error).message };
  } finally {
    inTime.abort();
  }
}
