// skaffold.yaml as skaffold reads it, and what it would apply: with placeholder images, and with the upstream charts in
// HELM_CHARTS_DIR where that is set.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { root } from '../cluster/commands.ts';
import { type Manifest, parseManifests } from './charts.ts';
import { skaffold, tool } from './tools.ts';

// biome-ignore lint/suspicious/noExplicitAny: skaffold checks it against its own schema
type Config = any;

/** Empty for no profile. */
export const profiles = ['', 'dev', 'lite', 'staging', 'ci'];
// Without the profiles that the current kubectl context would activate.
const profileArgs = (profile: string) => [
  '--profile-auto-activation=false',
  ...(profile === '' ? [] : ['-p', profile]),
];

/** One document per module, patched by the profile, in order. */
export async function configOf(profile: string): Promise<Config[]> {
  const said = await skaffold(['diagnose', '--yaml-only', ...profileArgs(profile)]);
  return parseAllDocuments(said).map((document) => document.toJS());
}

export interface Rendering {
  of(profile: string): Promise<Manifest[]>;
  end(): void;
}

export const digest = `sha256:${'0'.repeat(64)}`;

export function prepareRendering(images: string[]): Rendering {
  const folder = mkdtempSync(join(tmpdir(), 'ringtrace-skaffold-'));
  const builds = images.map((imageName) => ({
    imageName,
    tag: `registry.example.com/${imageName}:git-1@${digest}`,
  }));
  writeFileSync(join(folder, 'builds.json'), JSON.stringify({ builds }));
  // Images keep their names, whatever registry is set for real builds.
  const env: Record<string, string> = { SKAFFOLD_DEFAULT_REPO: '' };
  if (process.env.HELM_CHARTS_DIR) {
    const offline = join(root, 'test/k8s/helm-offline.mjs');
    writeFileSync(join(folder, 'helm'), `#!/bin/sh\nexec '${process.execPath}' '${offline}' "$@"\n`);
    chmodSync(join(folder, 'helm'), 0o755);
    Object.assign(env, { PATH: `${folder}:${process.env.PATH}`, REAL_HELM: tool('helm') });
  }
  const given = ['--build-artifacts', join(folder, 'builds.json'), '--digest-source=none', '--offline'];
  const renderings = new Map<string, Promise<Manifest[]>>();
  const render = async (profile: string) =>
    parseManifests(await skaffold(['render', ...given, ...profileArgs(profile)], { env }));
  return {
    of(profile) {
      const made = renderings.get(profile) ?? render(profile);
      renderings.set(profile, made);
      return made;
    },
    end: () => rmSync(folder, { recursive: true }),
  };
}
