// The files of k8s/datadog, and every metric query in them with its location.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type MetricUse,
  parseFormula,
  parseMetricQuery,
  parseMonitorQuery,
  parseSpanQuery,
  type SpanQuery,
  type SpanUse,
} from './queries.ts';

export interface Monitor {
  name: string;
  type: string;
  query: string;
  message: string;
  tags: string[];
  priority: number;
  options: { thresholds: { critical: number; warning?: number } };
}

export interface Objective {
  name: string;
  type: string;
  query: { numerator: string; denominator: string };
  thresholds: { timeframe: string; target: number; warning: number }[];
  tags: string[];
}

export interface Widget {
  definition: {
    type: string;
    title?: string;
    widgets?: Widget[];
    requests?: {
      queries?: Query[];
      formulas?: { formula: string }[];
    }[];
  };
}

type Query = { name: string } & ({ data_source: 'metrics'; query: string } | SpanQuery);

export interface Dashboard {
  title: string;
  description: string;
  template_variables: { name: string; prefix: string; defaults: string[] }[];
  widgets: Widget[];
}

export interface PlacedUse extends MetricUse {
  /** File, and within a dashboard the widget's title. */
  place: string;
}

const folder = fileURLToPath(new URL('../../k8s/datadog/', import.meta.url));

/** By file name without `.json`. */
export function readObjects<T>(kind: 'dashboards' | 'monitors' | 'slos'): Map<string, T> {
  const names = readdirSync(`${folder}${kind}`).filter((name) => name.endsWith('.json'));
  return new Map(
    names.map((name) => [
      name.slice(0, -'.json'.length),
      JSON.parse(readFileSync(`${folder}${kind}/${name}`, 'utf8')) as T,
    ]),
  );
}

/** Every widget except groups. */
export function leaves(widgets: Widget[]): Widget[] {
  return widgets.flatMap((widget) =>
    widget.definition.widgets ? leaves(widget.definition.widgets) : [widget],
  );
}

/** @throws SyntaxError for an invalid query or formula */
export function allUses(): PlacedUse[] {
  return [
    ...[...readObjects<Monitor>('monitors')].flatMap(([name, { query }]) =>
      placed(`monitors/${name}`, parseMonitorQuery(query).uses),
    ),
    ...[...readObjects<Objective>('slos')].flatMap(([name, { query }]) =>
      placed(`slos/${name}`, [query.numerator, query.denominator].flatMap(parseMetricQuery)),
    ),
    ...[...readObjects<Dashboard>('dashboards')].flatMap(([name, { widgets }]) =>
      leaves(widgets).flatMap((widget) =>
        placed(`dashboards/${name}: ${widget.definition.title ?? widget.definition.type}`, usesOf(widget)),
      ),
    ),
  ];
}

/** Span searches of dashboards. @throws SyntaxError for an invalid search */
export function allSpanUses(): SpanUse[] {
  return [...readObjects<Dashboard>('dashboards').values()].flatMap(({ widgets }) =>
    leaves(widgets).flatMap(({ definition }) =>
      (definition.requests ?? [])
        .flatMap(({ queries = [] }) => queries)
        .flatMap((each) =>
          each.data_source === 'spans' ? [parseSpanQuery(each, definition.title ?? '')] : [],
        ),
    ),
  );
}

function usesOf(widget: Widget): MetricUse[] {
  return (widget.definition.requests ?? []).flatMap(({ queries = [], formulas = [] }) => {
    const names = queries.map(({ name }) => name);
    const used = new Set(formulas.flatMap(({ formula }) => parseFormula(formula, names)));
    const idle = names.filter((name) => !used.has(name));
    if (idle.length > 0)
      throw new SyntaxError(`no formula uses ${idle.join()} of ${widget.definition.title}`);
    return queries.flatMap((each) => (each.data_source === 'metrics' ? parseMetricQuery(each.query) : []));
  });
}

function placed(place: string, uses: MetricUse[]): PlacedUse[] {
  return uses.map((use) => ({ ...use, place }));
}
