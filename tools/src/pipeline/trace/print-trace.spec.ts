import { printTrace } from './print-trace.ts';
import { span } from './span.fixture.ts';
import { toTree } from './trace-tree.ts';

describe('printTrace', () => {
  it('shows offsets, durations, services and the tree', () => {
    const tree = toTree([
      span('1', '0', { name: 'web.request', resource: 'POST /v1/transactions', durationNs: 4.25e6 }),
      span('2', '1', { name: 'kafka.produce', resource: 'transactions.new' }),
      span('3', '2', { service: 'analyzer', name: 'kafka.consume', resource: 'transactions.new' }),
      span('4', '3', {
        service: 'analyzer',
        name: 'neo4j.query',
        resource: 'MATCH (n) RETURN n',
        tags: { 'db.statement.name': 'rule.ring' },
      }),
      span('5', '1', { name: 'nest.handler' }),
    ]);
    expect(printTrace(tree)).toBe(
      [
        'trace aa: 5 spans, ingestor → analyzer, 6.0 ms',
        '   offset   duration  service   span',
        '   0.0 ms     4.3 ms  ingestor  web.request  POST /v1/transactions',
        '   1.0 ms     2.0 ms  ingestor  ├─ kafka.produce  transactions.new',
        '   2.0 ms     2.0 ms  analyzer  │  └─ kafka.consume  transactions.new',
        '   3.0 ms     2.0 ms  analyzer  │     └─ neo4j.query  rule.ring',
        '   4.0 ms     2.0 ms  ingestor  └─ nest.handler  span-5',
      ].join('\n'),
    );
  });

  it('shows the client of spans that know it', () => {
    const of = (user: string) => ({ tags: { 'usr.id': user } });
    const text = printTrace(
      toTree([span('1', '0', of('u1.9f86d081884c7d659a2feaa0c55ad015')), span('2', '1', of('anonymous'))]),
    );
    expect(text).toMatch(/span-1 {2}client u1\.9f86d081…$/m);
    expect(text).toMatch(/span-2 {2}client anonymous$/m);
  });

  it('marks errors, retries and missing parents, and shortens statements to one line', () => {
    const text = printTrace(
      toTree([
        span('1', '0'),
        span('2', '1', { error: true, tags: { 'kafka.attempt': '2', 'error.type': 'Neo4jError' } }),
        span('3', '9', { resource: `MATCH\n   ${'x'.repeat(200)}` }),
      ]),
    );
    expect(text).toContain('span-2 (attempt 2) ERROR Neo4jError');
    expect(text).toContain('(parent missing) span-3  MATCH xxx');
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThan(140);
  });
});
