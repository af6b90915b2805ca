import fc from 'fast-check';
import { keyedHash } from './keyed-hash.ts';
import { settingsOf, type UserTrackingOptions } from './options.ts';
import { trackedUser } from './tracked-user.ts';

const key = { id: 'k2', secret: 's'.repeat(32) };
const previous = { id: 'k1', secret: 't'.repeat(32) };
const tagsOf = (user: unknown, fields?: UserTrackingOptions['fields'], keys = key) =>
  trackedUser(user, settingsOf({ hashKey: keys, ...(fields ? { fields } : {}) }), keys);
const person = {
  id: 'ada',
  name: 'Ada L.',
  email: 'ada@example.org',
  role: ['analyst', 'admin'],
  tenant: 'north',
  session: 's-1',
  phone: '030-1',
};

describe('trackedUser', () => {
  it('returns only a hash of the id by default', () => {
    expect(tagsOf(person)).toEqual({ id: keyedHash(key, 'id', 'ada') });
  });

  it('returns the configured fields, hashed or clear, under Datadog’s names', () => {
    expect(tagsOf(person, { email: 'hash', role: 'clear', session: 'hash', tenant: 'clear' })).toEqual({
      id: keyedHash(key, 'id', 'ada'),
      email: keyedHash(key, 'email', 'ada@example.org'),
      role: 'analyst,admin',
      session_id: keyedHash(key, 'session', 's-1'),
      tenant: 'north',
    });
    expect(tagsOf(person, { id: 'clear', name: 'clear' })).toEqual({ id: 'ada', name: 'Ada L.' });
  });

  it('adds the hash under the previous key during a key rotation', () => {
    expect(trackedUser(person, settingsOf({ hashKey: { ...key, previous } }), { ...key, previous })).toEqual({
      id: keyedHash(key, 'id', 'ada'),
      previous_id: keyedHash(previous, 'id', 'ada'),
    });
  });

  it('truncates long clear values', () => {
    expect(tagsOf({ id: 1, role: 'r'.repeat(9_999) }, { role: 'clear' })?.role).toHaveLength(200);
  });

  const id = { id: keyedHash(key, 'id', '7') };
  it.each<[string, unknown]>([
    ['text', '7'],
    ['text with surrounding whitespace', ' 7\n'],
    ['a number', 7],
    ['a large number', 7n],
    ['claims of a token', { sub: '7' }],
    ['an object with a number', { id: 7, sub: 'other' }],
    ['an object without prototype', Object.assign(Object.create(null), { id: '7' })],
    [
      'an instance with a getter',
      new (class {
        get id() {
          return '7';
        }
      })(),
    ],
    [
      'a user whose other fields have unexpected types',
      { id: 7, email: { toString: 1 }, role: [[], {}, null], name: NaN, tenant: '' },
    ],
    [
      'a user whose other fields throw',
      {
        id: 7,
        get email() {
          throw new Error('canary');
        },
      },
    ],
  ])('returns the id of %s', (_, user) => {
    expect(tagsOf(user, { email: 'hash', role: 'clear', name: 'clear', tenant: 'clear' })).toEqual(id);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['an empty text', ' '],
    ['NaN', Number.NaN],
    ['a boolean', true],
    ['a symbol', Symbol('7')],
    ['a function', () => '7'],
    ['a list', ['7']],
    ['an empty object', {}],
    ['an id that is an object', { id: { $oid: '7' } }],
    ['an id that is a list', { id: ['7', '8'] }],
    ['an id that is a boolean', { id: true }],
    ['a promise', Promise.resolve({ id: 7 })],
    [
      'a proxy that throws',
      new Proxy(
        {},
        {
          get() {
            throw new Error('canary');
          },
        },
      ),
    ],
  ])('returns undefined for %s', (_, user) => {
    expect(tagsOf(user)).toBeUndefined();
  });

  it('never repeats a hashed value', () => {
    const value = fc
      .string({ minLength: 3 })
      // Values made only of characters of the joined hashes could appear in them by chance.
      .filter((text) => text.trim().length > 2 && !/^[0-9a-f.k ]+$/.test(text.trim()));
    fc.assert(
      fc.property(fc.record({ id: value, email: value, name: value }), (user) => {
        const text = Object.values(tagsOf(user, { email: 'hash', name: 'hash' }) ?? {}).join(' ');
        for (const secret of Object.values(user)) expect(text).not.toContain(secret.trim());
      }),
    );
    fc.assert(fc.property(fc.anything(), (user) => void tagsOf(user, { email: 'clear', role: 'clear' })));
  });
});
