// Checks one dependency in time for a probe: a check that throws or hangs counts as down.
import { once } from 'node:events';
import { describeError } from '@ringtrace/telemetry';

export interface DependencyState {
  status: 'up' | 'down';
  /** Why it is down, for an operator: names and codes, never a value. */
  reason?: string;
  /** What an operator should know although it is up. */
  detail?: string;
}

export interface Dependency {
  name: string;
  check(): Promise<DependencyState>;
}

/** Never rejects; answers within `timeoutMs`. */
export async function checkDependency(dependency: Dependency, timeoutMs = 2_000): Promise<DependencyState> {
  const timedOut = once(AbortSignal.timeout(timeoutMs), 'abort').then(
    (): DependencyState => ({ status: 'down', reason: `no answer within ${timeoutMs} ms` }),
  );
  try {
    return await Promise.race([dependency.check(), timedOut]);
  } catch (error) {
    return { status: 'down', reason: describeError(error).message };
  }
}
