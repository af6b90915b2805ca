// Rules of the installed analyzer: what it reports about them, and ways to change their ConfigMap.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kubectl, namespace, release } from './commands.ts';
import { fetchAsClient } from './pipeline-access.ts';
import { installRingtraceWith } from './platform.ts';

interface Listed {
  rules: { id: string; version: number; mode: string }[];
  refused: { file: string; reason: string }[];
}

/** `GET /v1/rules`: undefined for an unknown rule, or a file that was not refused. */
export async function rulesOf(analyzerUrl: string) {
  const { data } = (await (await fetchAsClient(`${analyzerUrl}/v1/rules`)).json()) as { data: Listed };
  const find = (id: string) => data.rules.find((rule) => rule.id === id);
  return {
    modeOf: (id: string) => find(id)?.mode,
    versionOf: (id: string) => find(id)?.version,
    reasonFor: (file: string) => data.refused.find((each) => each.file === file)?.reason,
  };
}

/** As a user would: upgrades the chart with a file. */
export async function installRule(name: string, text: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'ringtrace-rule-'));
  try {
    const path = join(folder, name);
    await writeFile(path, text);
    await installRingtraceWith(['--set-file', `analyzer.rules.files.${name.replaceAll('.', '\\.')}=${path}`]);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Bypasses Helm; null removes a file. */
export async function patchRules(data: Record<string, string | null>): Promise<void> {
  const configMap = `configmap/${release}-analyzer-rules`;
  await kubectl(['patch', configMap, '-n', namespace, '--type=merge', '-p', JSON.stringify({ data })]);
}

/** Changing a pod makes the kubelet refresh its ConfigMaps, which otherwise takes up to 90 seconds. */
export const lookAtOnce = () =>
  kubectl([
    ...['annotate', 'pods', '-n', namespace, '-l', 'app.kubernetes.io/component=analyzer', '--overwrite'],
    `rules-changed=${Date.now()}`,
  ]);
