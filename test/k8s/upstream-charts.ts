// The upstream charts at the versions that skaffold.yaml pins: from the folder in HELM_CHARTS_DIR, else downloaded once.
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { root, run } from '../cluster/commands.ts';

interface HelmRelease {
  name: string;
  remoteChart?: string;
  repo?: string;
  version?: string | number;
}

/** Every release of a chart that is not ours, in the order of their installation. */
export function upstreamReleases(): HelmRelease[] {
  return parseAllDocuments(readFileSync(join(root, 'skaffold.yaml'), 'utf8'))
    .flatMap((document) => document.toJS().deploy?.helm?.releases ?? [])
    .filter((release: HelmRelease) => release.remoteChart !== undefined);
}

const chartOf = ({ remoteChart = '' }: HelmRelease) => remoteChart.split('/').at(-1) ?? '';

/**
 * Path of a chart's package. A folder in HELM_CHARTS_DIR may hold another version than the pinned one (not every chart can be had
 * without the internet); its values have the same keys.
 */
export async function upstreamChart(chart: string): Promise<string> {
  const release = upstreamReleases().find((candidate) => chartOf(candidate) === chart);
  if (release === undefined) throw new Error(`skaffold.yaml installs no chart ${chart}`);
  const given = process.env.HELM_CHARTS_DIR;
  if (given !== undefined) return packageIn(given, chart);
  const folder = join(root, 'node_modules/.cache/charts', `${chart}-${release.version}`);
  if (!existsSync(folder)) {
    mkdirSync(folder, { recursive: true });
    const repo = release.repo === undefined ? [] : ['--repo', release.repo];
    const args = ['pull', release.remoteChart as string, ...repo, '--version', `${release.version}`];
    await run('helm', [...args, '--destination', folder], { timeoutMs: 180_000 });
  }
  return packageIn(folder, chart);
}

function packageIn(folder: string, chart: string): string {
  const name = readdirSync(folder).find((file) => file.startsWith(`${chart}-`) && file.endsWith('.tgz'));
  if (name === undefined) throw new Error(`${folder} holds no package of the chart ${chart}`);
  return join(folder, name);
}
