// Which licences a package may have. Pure.

/** Permissive licences: they require a notice at most, and nothing of users of the package. */
const allowed = new Set(
  '0BSD Apache-2.0 BlueOak-1.0.0 BSD-2-Clause BSD-3-Clause CC0-1.0 ISC MIT Python-2.0 Zlib'.split(' '),
);

/** Exceptions for single packages, with the reason. */
const exceptions: Record<string, { licence: string; because: string }> = {
  'caniuse-lite': { licence: 'CC-BY-4.0', because: 'data for the tests’ compiler, in no image' },
};

/**
 * @param licence an SPDX expression of names, AND and OR, with no nested parentheses; anything else is refused
 */
export function isAllowed(name: string, licence: string | undefined): boolean {
  if (licence === undefined) return false;
  if (exceptions[name]?.licence === licence) return true;
  return licence
    .replace(/^\((.*)\)$/, '$1')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((part) => allowed.has(part)));
}

/** Exceptions that no package needs any more. */
export function idleExceptions(names: ReadonlySet<string>): string[] {
  return Object.keys(exceptions).filter((name) => !names.has(name));
}
