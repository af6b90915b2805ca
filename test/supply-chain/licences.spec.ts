import { idleExceptions, isAllowed } from './licences.ts';

describe('a licence', () => {
  it.each(['MIT', '(MIT AND Zlib)', 'Apache-2.0 AND MIT', '(GPL-3.0-only OR MIT)'])(
    '%s is allowed',
    (licence) => {
      expect(isAllowed('any', licence)).toBe(true);
    },
  );

  it.each([
    undefined,
    '',
    'GPL-3.0-only',
    'MIT AND GPL-3.0-only',
    'UNLICENSED',
    'SEE LICENSE IN LICENSE.md',
    'CC-BY-4.0',
    '((GPL-3.0-only OR MIT) AND AGPL-3.0-only)',
  ])('%s is not', (licence) => {
    expect(isAllowed('any', licence)).toBe(false);
  });

  it('may be allowed for a single package', () => {
    expect(isAllowed('caniuse-lite', 'CC-BY-4.0')).toBe(true);
    expect(isAllowed('caniuse-lite', 'GPL-3.0-only')).toBe(false);
    expect(idleExceptions(new Set(['caniuse-lite']))).toEqual([]);
    expect(idleExceptions(new Set())).toEqual(['caniuse-lite']);
  });
});
