import { span } from './span.fixture.ts';
import { groupByTrace, type TraceNode, toTree, traceProblems, walk } from './trace-tree.ts';

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
