// Parses the subset of Datadog's span searches that k8s/datadog uses, and finds the matching spans. Pure.
import type { ReceivedSpan } from '@ringtrace/tools';

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
