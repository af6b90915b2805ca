// Problems of the packages in the lock file: licence, unreviewed install script, source other than the registry. Pure.
import { idleExceptions, isAllowed } from './licences.ts';

export interface LockedPackage {
  version?: string;
  license?: string;
  integrity?: string;
  resolved?: string;
  /** One of our workspaces. */
  link?: boolean;
  hasInstallScript?: boolean;
}

/** One line per problem, with what to do. */
export function packageProblems(
  locked: Record<string, LockedPackage>,
  allowScripts: Record<string, boolean>,
): string[] {
  const foreign = Object.entries(locked)
    .filter(([path, { link }]) => path.includes('node_modules/') && !link)
    .map(([path, found]) => ({ ...found, name: path.replace(/^.*node_modules\//, '') }));
  const names = new Set(foreign.map(({ name }) => name));
  const scripted = new Set(foreign.filter((found) => found.hasInstallScript).map(({ name }) => name));
  return [
    ...foreign.flatMap((found) => problemsOf(found, allowScripts)),
    ...Object.keys(allowScripts)
      .filter((name) => !scripted.has(name))
      .map((name) => `${name}: has no install script any more, take it out of allowScripts in package.json`),
    ...idleExceptions(names).map((name) => `${name}: is not there any more, take its exception out`),
  ];
}

function problemsOf(
  { name, version, license, integrity, resolved, hasInstallScript }: LockedPackage & { name: string },
  allowScripts: Record<string, boolean>,
): string[] {
  const isFromRegistry = resolved === undefined || resolved.startsWith('https://registry.npmjs.org/');
  return [
    ...(isAllowed(name, license)
      ? []
      : [
          `licence ${license ?? '(none)'}: use another package, or allow it in test/supply-chain/licences.ts`,
        ]),
    ...(hasInstallScript && !(name in allowScripts)
      ? [
          'has an install script: read it, then set allowScripts in package.json, to false unless it is needed',
        ]
      : []),
    ...(isFromRegistry ? [] : ['is not from the registry: no version of it is fixed by its name']),
    ...(integrity ? [] : ['has no checksum in package-lock.json']),
  ].map((problem) => `${name} ${version}: ${problem}`);
}
