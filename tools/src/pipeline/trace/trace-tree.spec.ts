import type { ReceivedSpan } from './read-spans.ts';
import { groupByTrace, printTrace, type TraceNode, toTree, traceProblems, walk } from './trace-tree.ts';

/** A span with defaults. */
function span(spanId: string, parentId: string, more: Partial<ReceivedSpan> = {}): ReceivedSpan {
  return {
    traceId: 'aa',
    spanId,
    parentId,
    service: 'ingestor',
    name: `span-${spanId}`,
    resource: `span-${spanId}`,
    type: '',
    startNs: Number(spanId) * 1e6,
    durationNs: 2e6,
    error: false,
    tags: {},
    ...more,
  };
}

const shape = (node: TraceNode): unknown => [node.span.spanId, ...node.children.map(shape)];

describe('toTree', () => {
  it('joins spans of two processes, in any order', () => {
    // given an analyzer's spans that arrive before the ingestor's
    const received = [
      span('4', '3', { service: 'analyzer' }),
      span('3', '2', { service: 'analyzer' }),
      span('5', '3', { service: 'analyzer' }),
      span('1', '0'),
      span('2', '1'),
    ];
    // then there is one tree, children in order of time
    const tree = toTree(received);
    expect(tree.roots.map(shape)).toEqual([['1', ['2', ['3', ['4'], ['5']]]]]);
    expect(traceProblems(tree)).toEqual([]);
    expect([...walk(tree.roots)].map((node) => node.span.spanId)).toEqual(['1', '2', '3', '4', '5']);
  });

  it('finds spans whose parent never arrived', () => {
    const tree = toTree([
      span('1', '0'),
      span('3', '2', { service: 'analyzer', name: 'kafka.consume' }),
      span('4', '3'),
    ]);
    expect(tree.orphans.map(shape)).toEqual([['3', ['4']]]);
    expect(traceProblems(tree)).toEqual(['orphan analyzer kafka.consume: its parent never arrived']);
  });

  it('finds a second root and a missing root', () => {
    expect(traceProblems(toTree([span('1', '0'), span('2', '0')]))).toEqual([
      '2 roots: ingestor span-1, ingestor span-2',
    ]);
    expect(traceProblems(toTree([span('2', '1')]))[0]).toBe('0 roots');
  });

  it('finds processes that disagree about the upper half of the trace id', () => {
    const tags = (upper: string) => ({ tags: { '_dd.p.tid': upper } });
    const same = [span('1', '0', tags('6b01')), span('2', '1', tags('6b01')), span('3', '1')];
    expect(traceProblems(toTree(same))).toEqual([]);
    const different = [span('1', '0', tags('6b01')), span('2', '1', tags('6b02'))];
    expect(traceProblems(toTree(different))).toEqual(['2 different upper halves of the trace id']);
  });

  it('rejects spans of several traces, and no spans', () => {
    expect(() => toTree([span('1', '0'), span('2', '1', { traceId: 'bb' })])).toThrow();
    expect(() => toTree([])).toThrow();
  });
});

describe('groupByTrace', () => {
  it('separates traces and counts duplicate spans once', () => {
    const groups = groupByTrace([span('1', '0'), span('1', '0'), span('1', '0', { traceId: 'bb' })]);
    expect([...groups].map(([id, spans]) => [id, spans.length])).toEqual([
      ['aa', 1],
      ['bb', 1],
    ]);
  });
});

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
