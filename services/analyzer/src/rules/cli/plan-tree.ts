// Prints a query plan as text, laid out as in Neo4j's own tools: the first operator stands lowest, and the second input of an
// operator is indented. Pure.
import { forbiddenOperators, type PlanNode } from '../rule-plan.ts';

const detailWidth = 90;

/** A line of titles, then a line per operator. A forbidden operator is marked with `!`. */
export function planTree(plan: PlanNode): string[] {
  const rows = rowsOf(plan, 0);
  const isProfile = rows.some(({ node }) => node.dbHits !== undefined);
  const titles = ['operator', 'estimated rows', ...(isProfile ? ['rows', 'db hits'] : []), 'details'];
  const cells = rows.map(({ operator, node }) => [
    operator,
    count(Number(node.arguments.EstimatedRows)),
    ...(isProfile ? [count(node.rows), count(node.dbHits)] : []),
    detailsOf(node),
  ]);
  const widths = titles.map((title, column) =>
    Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  return [titles, ...cells].map((row) => line(row, widths));
}

function rowsOf(node: PlanNode, depth: number): { operator: string; node: PlanNode }[] {
  const mark = forbiddenOperators({ ...node, children: [] }).length > 0 ? '!' : '+';
  const operator = `${'| '.repeat(depth)}${mark} ${node.operatorType.replace(/@.*$/, '')}`;
  const [first, ...others] = node.children;
  return [
    { operator, node },
    ...others.flatMap((child) => rowsOf(child, depth + 1)),
    ...(first ? rowsOf(first, depth) : []),
  ];
}

function line(cells: string[], widths: number[]): string {
  const last = cells.length - 1;
  return cells
    .map((cell, column) => {
      if (column === last) return cell;
      return column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
    })
    .join('  ')
    .trimEnd();
}

function count(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '';
  return value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 1 : 0 });
}

function detailsOf({ arguments: { Details } }: PlanNode): string {
  const text = String(Details ?? '')
    .replace(/\s+/g, ' ')
    .trim();
  return text.length > detailWidth ? `${text.slice(0, detailWidth - 1)}…` : text;
}
