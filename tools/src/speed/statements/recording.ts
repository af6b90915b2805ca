// The form in which recorded statements are kept: a line each. Pure.

/** A statement as it was sent, in the order of sending. */
export interface SentStatement {
  text: string;
  parameters: Record<string, unknown>;
  /** Milliseconds after which the server ends it; 0 for none. */
  timeoutMs: number;
  write: boolean;
  /** Numbers of earlier statements that were still under way when this one was sent. */
  beside: number[];
}

interface Integer {
  low: number;
  high: number;
}

/** Integers of the driver, an object of two halves, are kept as what they are. */
export function toLine(statement: SentStatement): string {
  return JSON.stringify(statement);
}

/**
 * The statement as if the same traffic had come with another marker: ids, tokens and findings are others, all else is
 * equal. `toInteger` makes the driver's integer of its two halves.
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

// A finding's id is a hash, in which the marker is lost: its last places become the marker.
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
