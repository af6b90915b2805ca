// The format of recorded statements: one line each. Pure.

/** A statement as it was sent. */
export interface SentStatement {
  text: string;
  parameters: Record<string, unknown>;
  /** Server-side timeout in milliseconds; 0 for none. */
  timeoutMs: number;
  write: boolean;
  /** Numbers of earlier statements that were in flight when this one was sent. */
  beside: number[];
}

interface Integer {
  low: number;
  high: number;
}

/** The driver's integers, objects of two halves, are kept as they are. */
export function toLine(statement: SentStatement): string {
  return JSON.stringify(statement);
}

/**
 * The same statement for traffic with another marker: ids, tokens and finding ids change, all else is equal. `toInteger`
 * makes a driver integer from its two halves.
 */
export function fromLine(
  line: string,
  change: { from: string; to: string },
  toInteger: (low: number, high: number) => unknown,
): SentStatement {
  return JSON.parse(line, (_key, value: unknown) => {
    if (isInteger(value)) return toInteger(value.low, value.high);
    return typeof value === 'string' ? renamed(value, change) : value;
  });
}

// A finding's id is a hash without the marker, so its last characters are replaced by the marker.
const findingId = /^[a-z][a-z0-9-]*:[A-Za-z0-9_-]{22}$/;

function renamed(text: string, { from, to }: { from: string; to: string }): string {
  const replaced = text.replaceAll(from, to);
  return findingId.test(replaced) ? replaced.slice(0, -to.length) + to : replaced;
}

function isInteger(value: unknown): value is Integer {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).length === 2 &&
    typeof (value as Integer).low === 'number' &&
    typeof (value as Integer).high === 'number'
  );
}
