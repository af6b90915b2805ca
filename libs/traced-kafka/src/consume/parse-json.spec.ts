import { UnprocessableRecordError } from '../errors.ts';
import { parseJson } from './parse-json.ts';

const errorFor = (value: Buffer | null) => {
  try {
    parseJson({ value });
  } catch (error) {
    return error instanceof UnprocessableRecordError ? error : undefined;
  }
  return undefined;
};

describe('parseJson', () => {
  it('returns the parsed value', () => {
    expect(parseJson({ value: Buffer.from('{"a":1}') })).toEqual({ a: 1 });
  });

  it.each([
    ['null-value', null],
    ['malformed-json', Buffer.from('{"card":"4111111111111111"')],
    ['malformed-json', Buffer.from('')],
    ['not-utf8', Buffer.from([0xff, 0xfe, 0x00])],
  ])('throws %s without quoting the input', (reason, value) => {
    const error = errorFor(value);
    expect(error?.reason).toBe(reason);
    expect(`${error?.message} ${error?.cause ?? ''}`).not.toContain('4111');
  });
});
