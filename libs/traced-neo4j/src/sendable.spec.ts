import { int, isNode, types } from 'neo4j-driver';
import { isSendable } from './sendable.ts';

const circle: Record<string, unknown> = {};
circle.itself = circle;

describe('the parameters that the driver can send', () => {
  it.each([
    undefined,
    null,
    {},
    { id: 'a', amount: int(1), when: new Date(0), list: [1, 2n, null, undefined, new Int8Array(4)] },
  ])('include %p', (parameters) => {
    expect(isSendable(parameters)).toBe(true);
  });

  it.each([
    ['a function', { rows: [() => 1] }],
    ['a symbol', { id: Symbol('x') }],
    ['a circle', circle],
    ['a node of a result', { node: new types.Node(1, [], {}) }],
  ])('do not include %s', (_, parameters) => {
    expect(isSendable(parameters)).toBe(false);
  });
});

it('the driver recognizes its own nodes', () => {
  expect(isNode(new types.Node(1, [], {}) as object)).toBe(true);
});
