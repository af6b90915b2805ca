import type { KafkaRecord } from '../client/kafka-port.ts';
import { UnprocessableRecordError } from '../errors.ts';
import { deadLetterHeaders, dispositionOf, toDeadLetter } from './dead-letter.ts';

const record: KafkaRecord = {
  topic: 'orders',
  partition: 3,
  offset: '42',
  timestampMs: 1_000,
  key: Buffer.from('k'),
  value: Buffer.from([0, 255, 1]),
  headers: { traceparent: Buffer.from('00-1-1-01'), custom: Buffer.from([1, 2]), twice: ['a', 'b'] },
};
const at = { topic: 'dlq', group: 'g', attempts: 3, failedAt: new Date('2026-01-02T03:04:05Z') };

describe('toDeadLetter', () => {
  it('keeps key, value and headers unchanged and adds where, when and why', () => {
    const letter = toDeadLetter(record, new UnprocessableRecordError('bad-shape', 'field x'), at);
    expect(letter).toMatchObject({ topic: 'dlq', key: record.key, value: record.value });
    expect(letter.headers).toMatchObject({ custom: Buffer.from([1, 2]), twice: ['a', 'b'] });
    expect(letter.headers).toMatchObject({
      [deadLetterHeaders.reason]: 'bad-shape',
      [deadLetterHeaders.errorType]: 'UnprocessableRecordError',
      [deadLetterHeaders.originalTopic]: 'orders',
      [deadLetterHeaders.originalPartition]: '3',
      [deadLetterHeaders.originalOffset]: '42',
      [deadLetterHeaders.originalTimestamp]: '1000',
      [deadLetterHeaders.group]: 'g',
      [deadLetterHeaders.attempts]: '3',
      [deadLetterHeaders.failedAt]: '2026-01-02T03:04:05.000Z',
    });
  });

  it('keeps a null key and value', () => {
    expect(toDeadLetter({ ...record, key: null, value: null }, new Error('x'), at)).toMatchObject({
      key: null,
      value: null,
    });
  });

  it.each([
    ['value', { value: Buffer.alloc(1_000_001) }],
    ['headers', { headers: { custom: ['a'.repeat(600_000), Buffer.alloc(600_000)] } }],
    ['key', { key: Buffer.alloc(1_000_001) }],
    ['value,key', { key: Buffer.alloc(1_100_000), value: Buffer.alloc(1_200_000) }],
  ])('leaves out %s when a broker would reject it as too large, and names it', (leftOut, change) => {
    const large = { ...record, ...change };
    const letter = toDeadLetter(large, new Error('x'), at);
    const { key, value, headers } = letter;
    expect(headers[deadLetterHeaders.leftOut]).toBe(leftOut);
    expect({ key, value }).toEqual({
      key: leftOut.includes('key') ? null : large.key,
      value: leftOut.includes('value') ? null : large.value,
    });
    expect('custom' in headers).toBe(leftOut !== 'headers');
    expect(headers[deadLetterHeaders.originalOffset]).toBe('42');
  });

  it('keeps everything of a record of a million bytes', () => {
    const value = Buffer.alloc(999_900);
    const letter = toDeadLetter({ ...record, value }, new Error('x'), at);
    expect(letter.value).toBe(value);
    expect(letter.headers).not.toHaveProperty([deadLetterHeaders.leftOut]);
  });

  const canary = '4111111111111111';
  const foreign = (name: string, fields: object = {}) =>
    Object.assign(new Error(`of ${canary}`), { name, ...fields });

  it.each<[string, unknown]>([
    ['a parser', new SyntaxError(`Unexpected token in "${canary}"`)],
    ['a handler', new Error(`no order ${canary}`)],
    ['a schema', foreign('ZodError', { issues: [{ input: canary }] })],
    ['Neo4j', foreign('Neo4jError', { code: 'Neo.ClientError.Schema.ConstraintValidationFailed' })],
    ['kafkajs', foreign('KafkaJSNonRetriableError', { cause: new Error(canary) })],
    ['a broker', foreign('KafkaJSProtocolError', { type: canary, code: canary, broker: canary })],
    ['a system call', foreign('Error', { syscall: canary, code: canary, path: canary })],
    ['code that names errors after values', foreign(canary, { code: canary })],
    ['code that throws a string', canary],
  ])('never quotes an error of %s, which may hold a value', (_who, error) => {
    const letter = toDeadLetter(record, error, at);
    expect(JSON.stringify(letter.headers)).not.toContain('4111');
    expect(letter.headers[deadLetterHeaders.reason]).toBe('handler-failed');
  });
});

describe('the disposition of a dead letter', () => {
  const unprocessable = (reason: string) => new UnprocessableRecordError(reason);

  it.each([
    ['the bytes cannot be read', unprocessable('malformed-json'), {}, 'poison'],
    ['the handler breaks on it', new TypeError('x'), { failure: 'unknown' as const }, 'poison'],
    ['the application refuses it', unprocessable('key-mismatch'), {}, 'rejected'],
    ['a dependency refuses it', new Error('x'), { failure: 'permanent' as const }, 'rejected'],
    ['the retries are used up', new Error('x'), { failure: 'size' as const }, 'transient'],
    ['the application finds it too large', unprocessable('too-large'), {}, 'oversize'],
    ['an operator steps over it', unprocessable('skipped'), {}, 'skipped'],
  ])('says, when %s, what it needs', (_when, error, more, disposition) => {
    const { headers } = toDeadLetter(record, error, { ...at, ...more });
    expect(headers[deadLetterHeaders.disposition]).toBe(disposition);
    expect(dispositionOf(headers)).toBe(disposition);
  });

  it('is oversize when a part is left out, whatever the error', () => {
    const { headers } = toDeadLetter({ ...record, value: Buffer.alloc(1_000_001) }, new Error('x'), at);
    expect(dispositionOf(headers)).toBe('oversize');
  });

  it.each([
    [{ [deadLetterHeaders.reason]: 'not-utf8' }, 'poison'],
    [{ [deadLetterHeaders.reason]: 'invalid-transaction' }, 'rejected'],
    [{ [deadLetterHeaders.reason]: 'handler-failed' }, 'poison'],
    [{ [deadLetterHeaders.reason]: 'not-utf8', [deadLetterHeaders.leftOut]: 'value' }, 'oversize'],
    [
      { [deadLetterHeaders.reason]: 'not-utf8', [deadLetterHeaders.disposition]: 'from a later version' },
      'poison',
    ],
  ])('follows from the reason when a letter of another version has none: %j', (headers, disposition) => {
    expect(dispositionOf(headers)).toBe(disposition);
  });
});
