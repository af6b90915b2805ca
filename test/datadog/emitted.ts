// What reaches Datadog, under the names it has there.

export interface Emitted {
  name: string;
  kind: 'count' | 'gauge' | 'distribution';
  /** Keys that every series of the metric had, with the values seen. */
  tags: Map<string, Set<string>>;
}

export class EmittedMetrics {
  private readonly byName = new Map<string, Emitted>();

  add(name: string, kind: Emitted['kind'], tags: Record<string, string>): void {
    const known = this.byName.get(name) ?? { name, kind, tags: new Map<string, Set<string>>() };
    for (const [key, value] of Object.entries(tags)) {
      known.tags.set(key, (known.tags.get(key) ?? new Set()).add(toTagValue(value)));
    }
    this.byName.set(name, known);
  }

  get(name: string): Emitted | undefined {
    return this.byName.get(name);
  }

  names(): string[] {
    return [...this.byName.keys()];
  }
}

/** As Datadog stores it: lower case, with `_` for characters that a tag cannot hold. */
export function toTagValue(value: string): string {
  return value.toLowerCase().replace(/[^\p{L}\p{N}_\-:./]/gu, '_');
}
