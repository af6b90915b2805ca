// Parses the subset of Datadog's metric queries and span searches that k8s/datadog uses: which metrics and tags they name,
// whether Datadog would understand them, and which spans match. Pure.

import type { ReceivedSpan } from '@ringtrace/tools';

export interface TagFilter {
  key: string;
  /** May end in `*`. */
  values: string[];
  negated: boolean;
}

export interface MetricUse {
  aggregator: string;
  metric: string;
  filters: TagFilter[];
  /** Template variables such as `env` of `$env`. */
  variables: string[];
  groupBy: string[];
  /** `as_count`, `as_rate`, `rollup`. */
  modifiers: string[];
}

const aggregators = ['avg', 'sum', 'min', 'max', 'count', 'p50', 'p75', 'p90', 'p95', 'p99'];
const functions = ['default_zero', 'cumsum', 'abs', 'timeshift', 'moving_rollup'];
const windows = /^(avg|sum|min|max)\(last_(\d+(?:m|h|d))\):/;
const comparison = /\s(>=|<=|>|<)\s(-?\d+(?:\.\d+)?)$/;

/** @throws SyntaxError with the position, if the text is not such a query */
export function parseMetricQuery(text: string): MetricUse[] {
  return new Parser(text, undefined).parse();
}

/** Formulas of a widget: `100 * a / b` over named queries. Returns the names used. */
export function parseFormula(text: string, names: readonly string[]): string[] {
  const parser = new Parser(text, names);
  parser.parse();
  return [...parser.namesUsed];
}

export interface MonitorQuery {
  window: string;
  comparator: string;
  threshold: number;
  uses: MetricUse[];
}

/** `sum(last_5m):<expression> > 0` */
export function parseMonitorQuery(text: string): MonitorQuery {
  const head = windows.exec(text);
  const tail = comparison.exec(text);
  if (head === null || tail === null) throw new SyntaxError(`no "window:expression > number": ${text}`);
  const uses = parseMetricQuery(text.slice(head[0].length, tail.index));
  return { window: head[2] ?? '', comparator: tail[1] ?? '', threshold: Number(tail[2]), uses };
}

class Parser {
  readonly namesUsed = new Set<string>();
  private readonly text: string;
  private readonly names: readonly string[] | undefined;
  private readonly uses: MetricUse[] = [];
  private at = 0;

  constructor(text: string, names: readonly string[] | undefined) {
    this.text = text;
    this.names = names;
  }

  parse(): MetricUse[] {
    this.sum();
    if (this.at < this.text.length) this.fail('the end');
    return this.uses;
  }

  private sum(): void {
    do this.product();
    while (this.take(/\s*[+-]\s*/y));
  }

  private product(): void {
    do this.factor();
    while (this.take(/\s*[*/]\s*/y));
  }

  private factor(): void {
    if (this.take(/\d+(\.\d+)?/y)) return;
    if (this.take(/\(\s*/y)) {
      this.sum();
      this.expect(/\s*\)/y, ')');
      return;
    }
    const call = this.take(/([a-z_]+)\(\s*/y);
    if (call) {
      if (!functions.includes(call[1] ?? '')) this.fail('a known function');
      this.sum();
      while (this.take(/,\s*('[a-z]+'|-?\d+)/y));
      this.expect(/\s*\)/y, ')');
      return;
    }
    if (this.names === undefined) this.metric();
    else this.name(this.names);
  }

  private name(names: readonly string[]): void {
    const [name = ''] = this.expect(/[a-z][a-z0-9_]*/y, 'the name of a query');
    if (!names.includes(name)) throw new SyntaxError(`no query is named ${name}: ${this.text}`);
    this.namesUsed.add(name);
  }

  private metric(): void {
    const [, aggregator = '', metric = ''] = this.expect(/([a-z0-9]+):([a-z][a-z0-9_.]*)\{/y, 'a metric');
    if (!aggregators.includes(aggregator)) throw new SyntaxError(`no aggregator ${aggregator}: ${this.text}`);
    const use: MetricUse = { aggregator, metric, filters: [], variables: [], groupBy: [], modifiers: [] };
    if (!this.take(/\*\}/y)) {
      this.scope(use);
      this.expect(/\}/y, '}');
    }
    const group = this.take(/ by \{([a-z_.,]+)\}/y);
    if (group) use.groupBy = (group[1] ?? '').split(',');
    for (let next = this.modifier(); next; next = this.modifier()) use.modifiers.push(next[1] ?? '');
    this.uses.push(use);
  }

  private modifier(): RegExpExecArray | undefined {
    return this.take(/\.(as_count|as_rate|rollup)\((?:[a-z]+, \d+)?\)/y);
  }

  private scope(use: MetricUse): void {
    do this.term(use);
    while (this.take(/ (AND|OR) /y));
  }

  private term(use: MetricUse): void {
    if (this.take(/\(/y)) {
      this.scope(use);
      this.expect(/\)/y, ')');
      return;
    }
    const variable = this.take(/\$([a-z_]+)/y);
    if (variable) {
      use.variables.push(variable[1] ?? '');
      return;
    }
    const negated = this.take(/NOT /y) !== undefined;
    const list = this.take(/([a-z_.]+) (NOT )?IN \(([^)]+)\)/y);
    if (list) {
      const values = (list[3] ?? '').split(',');
      use.filters.push({ key: list[1] ?? '', values, negated: negated !== (list[2] !== undefined) });
      return;
    }
    const one = this.expect(/([a-z_.]+):([^\s{},()]+)/y, 'key:value');
    use.filters.push({ key: one[1] ?? '', values: [one[2] ?? ''], negated });
  }

  private take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found === null) return undefined;
    this.at = pattern.lastIndex;
    return found;
  }

  private expect(pattern: RegExp, what: string): RegExpExecArray {
    return this.take(pattern) ?? this.fail(what);
  }

  private fail(what: string): never {
    throw new SyntaxError(`expected ${what} at ${this.at}: ${this.text.slice(this.at)} in ${this.text}`);
  }
}

export interface SpanQuery {
  data_source: 'spans';
  search: { query: string };
  group_by: { facet: string }[];
}

export interface SpanUse {
  /** The widget's title. */
  place: string;
  terms: { key: string; value: string; negated: boolean }[];
  groupBy: string[];
}

const variables = /^(\$\w+|\(\$\w+( OR \$\w+)*\))$/;
const term = /^(-?)(@?[\w.]+):([\w.*-]+)$/;

/** @throws SyntaxError for anything but template variables and `key:value` */
export function parseSpanQuery({ search, group_by }: SpanQuery, place: string): SpanUse {
  const parts = search.query.match(/\([^)]*\)|\S+/g) ?? [];
  const terms = parts
    .filter((part) => !variables.test(part))
    .map((part) => {
      const [, minus, key = '', value = ''] = term.exec(part) ?? [];
      if (key === '') throw new SyntaxError(`${place}: ${part} is no term`);
      return { key, value, negated: minus === '-' };
    });
  return { place, terms, groupBy: group_by.map(({ facet }) => facet) };
}

/** The spans that match. */
export function spansOf({ terms, groupBy }: SpanUse, spans: readonly ReceivedSpan[]): ReceivedSpan[] {
  return spans.filter(
    (span) =>
      groupBy.every((facet) => textOf(span, facet) !== undefined) &&
      terms.every(({ key, value, negated }) => {
        const found = textOf(span, key);
        return (value === '*' ? found !== undefined : found === value) !== negated;
      }),
  );
}

// Without `@` a field that every span has, with it a tag.
function textOf(span: ReceivedSpan, key: string): string | undefined {
  if (key.startsWith('@')) return span.tags[key.slice(1)];
  const known: Record<string, string> = {
    operation_name: span.name,
    resource_name: span.resource,
    service: span.service,
    status: span.error ? 'error' : 'ok',
  };
  return known[key];
}
