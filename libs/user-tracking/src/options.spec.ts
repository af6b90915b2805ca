import { settingsOf, type UserTrackingOptions } from './options.ts';
import { UserTrackingConfigError } from './user-tracking-config-error.ts';

const hashKey = { id: 'k1', secret: 's'.repeat(32) };

describe('options', () => {
  it('default to the strictest choice: only a hash of the id, which is not propagated', () => {
    const settings = settingsOf({ hashKey });
    expect([...settings.fields]).toEqual([['id', 'hash']]);
    expect(settings).toMatchObject({
      trackIpAddress: 'off',
      respectDoNotTrack: false,
      forbiddenAs: 'anonymous',
      propagateToTopics: new Set(),
    });
    expect(settings.user({ headers: {}, user: 'ada' })).toBe('ada');
    expect(settings.consent({ headers: {} }, 'ada')).toBe(true);
  });

  it('need no key when nothing is hashed', () => {
    expect(settingsOf({ fields: { id: 'clear' } }).hashKeys()).toBeUndefined();
  });

  it('accept a function for keys, which is called and validated every time', () => {
    let keys = hashKey;
    const settings = settingsOf({ hashKey: () => keys });
    keys = { ...hashKey, id: 'k2' };
    expect(settings.hashKeys()?.id).toBe('k2');
    keys = { id: 'k3', secret: 'short' };
    expect(() => settings.hashKeys()).toThrow(UserTrackingConfigError);
  });

  it('keep `this` of their methods', () => {
    class ClassOptions implements UserTrackingOptions {
      hashKey = hashKey;
      name = 'ada';
      user() {
        return this.name;
      }
    }
    expect(settingsOf(new ClassOptions()).user({ headers: {} })).toBe('ada');
  });

  it.each<[string, UserTrackingOptions, RegExp]>([
    ['no key', {}, /hashKey: required/],
    ['no key for one field', { fields: { id: 'clear', email: 'hash' } }, /hashKey: required/],
    ['a weak key', { hashKey: { id: 'k1', secret: 'short' } }, /hashKey.secret/],
    ['an unknown field', { hashKey, fields: { phone: 'hash' } as never }, /unknown field phone/],
    [
      'an unknown mode',
      { hashKey, fields: { email: 'plain' as never } },
      /fields.email: must be hash or clear/,
    ],
    [
      'propagation of a clear id',
      { hashKey, fields: { id: 'clear' }, propagateToTopics: ['a'] },
      /only a hashed id may be propagated/,
    ],
    ['an unknown value of trackIpAddress', { hashKey, trackIpAddress: 'half' as never }, /trackIpAddress/],
    ['an unknown value of forbiddenAs', { hashKey, forbiddenAs: 'nobody' as never }, /forbiddenAs/],
  ])('are invalid with %s', (_, options, reason) => {
    expect(() => settingsOf(options)).toThrow(UserTrackingConfigError);
    expect(() => settingsOf(options)).toThrow(reason);
  });
});
