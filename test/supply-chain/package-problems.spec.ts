import { readFileSync } from 'node:fs';
import { type LockedPackage, packageProblems } from './package-problems.ts';

const good: LockedPackage = { version: '1.0.0', license: 'MIT', integrity: 'sha512-x' };
const problems = (changed: LockedPackage, allowScripts = {}) =>
  packageProblems(
    {
      '': { license: 'Apache-2.0' },
      'libs/own': {},
      'node_modules/@ringtrace/own': { resolved: 'libs/own', link: true },
      'node_modules/caniuse-lite': { ...good, license: 'CC-BY-4.0' },
      'node_modules/a/node_modules/@scope/b': { ...good, ...changed },
    },
    allowScripts,
  );

describe('the packages of the lock file', () => {
  it.each<[string, LockedPackage, Record<string, boolean>]>([
    ['unchanged', {}, {}],
    ['with an allowed install script', { hasInstallScript: true }, { '@scope/b': true }],
    ['with an install script that is not run', { hasInstallScript: true }, { '@scope/b': false }],
    ['from the registry', { resolved: 'https://registry.npmjs.org/@scope/b/-/b-1.0.0.tgz' }, {}],
  ])('have no problem: %s', (_, changed, allowScripts) => {
    expect(problems(changed, allowScripts)).toEqual([]);
  });

  it.each<[LockedPackage, string]>([
    [{ license: 'GPL-3.0-only' }, 'licence GPL-3.0-only'],
    [{ hasInstallScript: true }, 'has an install script: read it'],
    [{ resolved: 'git+ssh://git@example.com/b.git#0123' }, 'is not from the registry'],
    [{ integrity: '' }, 'has no checksum'],
  ])('are refused: %j', (changed, text) => {
    expect(problems(changed)).toEqual([expect.stringMatching(`^@scope/b 1.0.0: ${text}`)]);
  });

  it('have no unused allowance', () => {
    expect(problems({}, { gone: true })).toEqual([expect.stringContaining('gone: has no install script')]);
    expect(packageProblems({}, {})).toEqual([expect.stringContaining('caniuse-lite: is not there')]);
  });

  it('have no problems in this repository', () => {
    const read = (name: string) =>
      JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8'));
    const { packages } = read('package-lock.json');
    expect(Object.keys(packages).length).toBeGreaterThan(300);
    expect(packageProblems(packages, read('package.json').allowScripts)).toEqual([]);
  });
});
