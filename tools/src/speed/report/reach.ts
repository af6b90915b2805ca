// A measured value beside what the project wants of it. Pure.

export interface Reach {
  op: '>=' | '<=';
  value: number;
}

/** One line of the table. */
export interface Row {
  measure: string;
  /** NaN, written as null, when it could not be measured; `note` then says why. */
  value: number;
  unit?: string;
  reach?: Reach;
  /** Of the single pairs or runs that `value` is the median of. */
  spread?: { least: number; most: number; runs: number };
  note?: string;
}

/** Everything about a measure that the table has no room for. */
export interface Measured {
  rows: Row[];
  detail: Record<string, unknown>;
}

export function isReached({ value, reach }: Row): boolean | undefined {
  if (reach === undefined || !Number.isFinite(value)) return undefined;
  return reach.op === '>=' ? value >= reach.value : value <= reach.value;
}
