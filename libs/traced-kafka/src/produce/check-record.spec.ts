import { RecordRefusedError } from '../errors.ts';
import { checkRecord, recordBytes } from './check-record.ts';

const valid = { topic: 'orders', key: 'k', value: 'v' };

describe('checkRecord', () => {
  it.each<[string, object]>([
    ['text', {}],
    ['bytes', { key: Buffer.from('k'), value: Buffer.from('v') }],
    ['no key and no value', { key: null, value: null }],
    [
      'headers of every kind',
      { headers: { a: 'a', b: Buffer.from('b'), c: ['a', Buffer.from('b')], d: undefined } },
    ],
    ['headers without a prototype', { headers: Object.create(null) }],
  ])('accepts %s', (_what, changes) => {
    expect(checkRecord({ ...valid, ...changes })).toBeUndefined();
  });

  it.each<[string, object, string]>([
    ['an object as value', { value: { canary: 1 } }, 'value'],
    ['a missing value', { value: undefined }, 'value'],
    ['bytes that are no Buffer', { value: new Uint8Array(1) }, 'value'],
    ['a number as key', { key: 7 }, 'key'],
    ['a number as header', { headers: { canary: 7 } }, 'headers'],
    ['a header list with a number', { headers: { canary: ['a', 7] } }, 'headers'],
    ['a map as headers', { headers: new Map([['canary', 'a']]) }, 'headers'],
    ['null as headers', { headers: null }, 'headers'],
    ['an empty topic', { topic: '' }, 'topic'],
    ['a topic name with a space', { topic: 'canary canary' }, 'topic'],
    ['no topic', { topic: undefined }, 'topic'],
  ])('refuses %s, naming the part and no value', (_what, changes, part) => {
    const error = checkRecord({ ...valid, ...changes });
    expect(error).toBeInstanceOf(RecordRefusedError);
    expect(error?.reason).toBe('invalid');
    expect(error?.message).toContain(`the ${part} of the record must be`);
    expect(error?.message).not.toContain('canary');
  });
});

describe('recordBytes', () => {
  it('counts bytes and not characters, and headers too', () => {
    const empty = recordBytes({ topic: 't', key: null, value: null, headers: {} });
    const full = recordBytes({ topic: 't', key: 'é', value: Buffer.alloc(5), headers: { ab: ['c', '€'] } });
    expect(full - empty).toBeGreaterThanOrEqual(2 + 5 + 2 * 2 + 1 + 3);
  });
});
