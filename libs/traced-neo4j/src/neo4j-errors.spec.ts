import { inspect } from 'node:util';
import { describeError } from '@ringtrace/telemetry';
import { Neo4jError } from 'neo4j-driver';
import { classifyNeo4jError } from './error-class.ts';
import { toGraphError } from './neo4j-errors.ts';

const value = 'card_4111';
const original = new Neo4jError(
  `Node(7) already exists with label \`Card\` and property \`id\` = '${value}'`,
  'Neo.ClientError.Schema.ConstraintValidationFailed',
  '22N41',
  `data exception - '${value}'`,
  {} as never,
);

describe('GraphError', () => {
  const error = toGraphError(original, 'graph.write');

  it('names the code and the statement, and nothing else', () => {
    expect(error.message).toBe('Neo.ClientError.Schema.ConstraintValidationFailed in graph.write');
    expect(error).toMatchObject({
      code: original.code,
      classification: 'permanent',
      statement: 'graph.write',
    });
    expect(error.cause).toBe(original);
  });

  it('shows no values however it is printed', () => {
    for (const text of [
      String(error),
      error.stack,
      JSON.stringify(error),
      inspect(error),
      inspect(describeError(error)),
    ]) {
      expect(text).not.toContain(value);
    }
  });

  it('has no property that kafkajs would act on', () => {
    expect(error).not.toHaveProperty('retriable');
    expect(error).not.toHaveProperty('retryable');
  });

  it('is not wrapped twice', () => {
    expect(toGraphError(error, 'other')).toBe(error);
  });

  it.each([
    Object.assign(new Error('ENOENT: /run/secret'), { code: 'ENOENT', syscall: 'open' }),
    Object.assign(new Error('EISDIR: /run/secret'), { code: 'EISDIR', syscall: 'read' }),
    Object.assign(new Error('key values mismatch'), { code: 'ERR_OSSL_X509_KEY_VALUES_MISMATCH' }),
  ])('is transient when a TLS file cannot be used: %p', (cause) => {
    const error = toGraphError(cause, 'graph.write');
    expect(error).toMatchObject({ code: 'ConnectionFileUnusable', classification: 'transient' });
    expect(classifyNeo4jError(error)).toBe('transient');
    expect(error.stack).not.toContain('/run/secret');
  });

  it('is permanent when the driver cannot send a parameter', () => {
    const error = toGraphError(new TypeError(`Cannot convert ${value}`), 'graph.write', {
      rows: [() => value],
    });
    expect(error).toMatchObject({ code: 'ParameterNotSendable', classification: 'permanent' });
    expect(error.message).toBe('ParameterNotSendable in graph.write');
    expect(classifyNeo4jError(error)).toBe('permanent');
  });

  it.each([
    new RangeError('The value of "offset" is out of range'),
    new TypeError('Cannot read properties of undefined'),
    new Neo4jError('Server responded HTTP', 'N/A', '', '', {} as never),
    new Neo4jError('Unknown packed value', 'ProtocolError', '', '', {} as never),
    'text',
    undefined,
  ])('is transient when the driver fails with parameters that can be sent: %p', (cause) => {
    const error = toGraphError(cause, 'graph.write', { rows: [{ id: value, card: null }] });
    expect([error.classification, classifyNeo4jError(error)]).toEqual(['transient', 'transient']);
  });
});
