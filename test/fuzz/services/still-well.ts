// After hostile input: the process runs, answers that it is ready, and its log tells of no fault of its own.
import { readFileSync } from 'node:fs';
import { type Service, waitUntil } from '@ringtrace/tools';

interface Line {
  level?: string;
  message?: string;
  status?: number;
  error?: unknown;
}

/** What is wrong with it, in sentences; nothing: it is well. */
export async function ailments(service: Service, fromByte: number): Promise<string[]> {
  const ready = waitUntil(async () => (await fetch(`${service.url}/health/ready`)).ok, {
    timeoutMs: 30_000,
    what: 'it to be ready',
  });
  const health = await ready.then(
    () => [],
    (error: Error) => [`${service.name} is not ready: ${error.message}`],
  );
  return [...health, ...faultsOf(service, fromByte)];
}

export const logLength = (service: Service) => readFileSync(service.logFile).length;

// Everything that a service says of itself at these levels is its own fault; text that is no JSON comes from a crash.
function faultsOf(service: Service, fromByte: number): string[] {
  const lines = readFileSync(service.logFile).subarray(fromByte).toString().split('\n');
  const faults = lines.filter((text) => text !== '' && isFault(text));
  const kinds = new Map(faults.map((text) => [text.replace(/\d+/g, ''), text]));
  return [...kinds.values()].slice(0, 5).map((text) => `${service.name} logged ${text.slice(0, 1_000)}`);
}

function isFault(text: string): boolean {
  try {
    const line = JSON.parse(text) as Line;
    return line.level === 'error' || line.level === 'fatal' || (line.status ?? 0) >= 500;
  } catch {
    return true;
  }
}
