// The upstream charts at the versions pinned in skaffold.yaml: from HELM_CHARTS_DIR, else downloaded once.
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { root } from '../cluster/commands.ts';
import { helm } from './tools.ts';

interface HelmRelease {
  name: string;
  remoteChart?: string;
  repo?: string;
  version?: string | number;
}

/** Every release of an upstream chart, in installation order. */
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
  const folder = given || join(root, 'node_modules/.cache/charts', `${chart}-${release.version}`);
  const found = packageIn(folder, chart, `${release.version}`);
  if (found !== undefined) return found;
  if (given)
    throw new Error(`HELM_CHARTS_DIR has no package of the chart ${chart}: put ${chart}-VERSION.tgz there`);
  mkdirSync(folder, { recursive: true });
  const repo = release.repo === undefined ? [] : ['--repo', release.repo];
  const args = ['pull', release.remoteChart as string, ...repo, '--version', `${release.version}`];
  await helm([...args, '--destination', folder], { timeoutMs: 180_000 });
  return packageIn(folder, chart, `${release.version}`) as string;
}

// The pinned version if present, else any: `datadog-3.240.0.tgz`, but not `datadog-crds-2.23.0.tgz`.
function packageIn(folder: string, chart: string, version: string): string | undefined {
  const packages = (existsSync(folder) ? readdirSync(folder) : []).filter(
    (file) => file.startsWith(`${chart}-`) && /^\d[^/]*\.tgz$/.test(file.slice(chart.length + 1)),
  );
  const name = packages.find((file) => file === `${chart}-${version}.tgz`) ?? packages.at(-1);
  return name === undefined ? undefined : join(folder, name);
}
