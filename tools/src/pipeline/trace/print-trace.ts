// Renders a trace for a terminal: offset, duration, service, and the span tree. Pure.
import type { ReceivedSpan } from './read-spans.ts';
import { type TraceNode, type TraceTree, walk } from './trace-tree.ts';

const maxDetail = 64;

export function printTrace(tree: TraceTree): string {
  const tops = [...tree.roots, ...tree.orphans];
  const spans = [...walk(tops)].map(({ span }) => span);
  const startNs = Math.min(...spans.map((span) => span.startNs));
  const endNs = Math.max(...spans.map((span) => span.startNs + span.durationNs));
  const serviceWidth = Math.max(...spans.map((span) => span.service.length));

  const lines: string[] = [];
  const add = ({ span, children }: TraceNode, lead: string, below: string) => {
    const columns = [
      milliseconds(span.startNs - startNs).padStart(9),
      milliseconds(span.durationNs).padStart(9),
      span.service.padEnd(serviceWidth),
    ];
    lines.push(`${columns.join('  ')}  ${lead}${describe(span)}`);
    for (const [index, child] of children.entries()) {
      const isLast = index === children.length - 1;
      add(child, `${below}${isLast ? '└─ ' : '├─ '}`, `${below}${isLast ? '   ' : '│  '}`);
    }
  };
  for (const root of tree.roots) add(root, '', '');
  for (const orphan of tree.orphans) add(orphan, '(parent missing) ', '');

  const services = [...new Set(spans.map((span) => span.service))].join(' → ');
  const head = `trace ${tree.traceId}: ${spans.length} spans, ${services}, ${milliseconds(endNs - startNs)}`;
  const titles = `${'offset'.padStart(9)}  ${'duration'.padStart(9)}  ${'service'.padEnd(serviceWidth)}  span`;
  return [head, titles, ...lines].join('\n');
}

function describe(span: ReceivedSpan): string {
  const detail = span.tags['db.statement.name'] ?? span.resource;
  const attempt =
    Number(span.tags['kafka.attempt'] ?? 1) > 1 ? ` (attempt ${span.tags['kafka.attempt']})` : '';
  const user = span.tags['usr.id'] === undefined ? '' : `  client ${hashLead(span.tags['usr.id'])}`;
  const error = span.error ? ` ERROR ${span.tags['error.type'] ?? ''}`.trimEnd() : '';
  return `${span.name}${detail === span.name ? '' : `  ${oneLine(detail)}`}${attempt}${user}${error}`;
}

// Enough of a hash to tell two clients apart.
const hashLead = (user: string) => (user.length <= 12 ? user : `${user.slice(0, 11)}…`);

function oneLine(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  return flat.length <= maxDetail ? flat : `${flat.slice(0, maxDetail - 1)}…`;
}

const milliseconds = (ns: number) => `${(ns / 1e6).toFixed(1)} ms`;
