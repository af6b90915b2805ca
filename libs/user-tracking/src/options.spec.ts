import { settingsOf, type UserTrackingOptions } from './options.ts';
import { UserTrackingConfigError } from './user-tracking-config-error.ts';

const hashKey = { id: 'k1', secret: 's'.repeat(32) };

describe('options', () => {
  it('are by default the strictest: a hash of the id and nothing else, here and nowhere else', () => {
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

  it('need no key where nothing is hashed', () => {
    expect(settingsOf({ fields: { id: 'clear' } }).hashKeys()).toBeUndefined();
  });

  it('may take keys from a function, which is asked and checked every time', () => {
    let keys = hashKey;
    const settings = settingsOf({ hashKey: () => keys });
    keys = { ...hashKey, id: 'k2' };
    expect(settings.hashKeys()?.id).toBe('k2');
    keys = { id: 'k3', secret: 'short' };
    expect(() => settings.hashKeys()).toThrow(UserTrackingConfigError);
  });

  it('keep what their methods belong to', () => {
    class Chosen implements UserTrackingOptions {
      hashKey = hashKey;
      name = 'ada';
      user() {
        return this.name;
      }
    }
    expect(settingsOf(new Chosen()).user({ headers: {} })).toBe('ada');
  });

  it.each<[string, UserTrackingOptions, RegExp]>([
    ['no key', {}, /hashKey: required/],
    ['no key for one field', { fields: { id: 'clear', email: 'hash' } }, /hashKey: required/],
    ['a weak key', { hashKey: { id: 'k1', secret: 'short' } }, /hashKey.secret/],
    ['an unknown field', { hashKey, fields: { phone: 'hash' } as never }, /no field phone/],
    ['an unknown mode', { hashKey, fields: { email: 'plain' as never } }, /fields.email: hash or clear/],
    [
      'a clear id that travels',
      { hashKey, fields: { id: 'clear' }, propagateToTopics: ['a'] },
      /only a hashed id travels/,
    ],
    ['an unknown extent of the address', { hashKey, trackIpAddress: 'half' as never }, /trackIpAddress/],
    ['an unknown name for the forbidden', { hashKey, forbiddenAs: 'nobody' as never }, /forbiddenAs/],
  ])('are refused with %s', (_, options, reason) => {
    expect(() => settingsOf(options)).toThrow(UserTrackingConfigError);
    expect(() => settingsOf(options)).toThrow(reason);
  });
});
