// Builds the real images. skaffold builds the services with its profile `ci`, which runs IMAGE_BUILD_COMMAND, a shell line that
// builds $DOCKERFILE as $IMAGE (name and tag) and brings it to the cluster. Default: Docker and kind.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { skaffold as runSkaffold } from '../k8s/tools.ts';
import { root, run } from './commands.ts';

const command =
  process.env.IMAGE_BUILD_COMMAND ??
  'docker build --quiet -f "$DOCKERFILE" -t "$IMAGE" . && kind load docker-image "$IMAGE"';
const env = { IMAGE_BUILD_COMMAND: command };
const folder = join(root, 'node_modules/.cache/cluster-tests');
/** What skaffold built, in the format that its other commands accept. */
export const builds = join(folder, 'builds.json');

export async function buildServices(): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await skaffold('build', '--file-output', builds);
}

export const skaffold = (verb: string, ...args: string[]) =>
  runSkaffold([verb, '-p', 'ci', ...args], { env, timeoutMs: 20 * 60_000 });

export async function buildAgent(): Promise<void> {
  const image = { IMAGE: 'ringtrace-test/agent:1', DOCKERFILE: 'test/cluster/agent.Dockerfile' };
  await run('sh', ['-c', command], { env: image, timeoutMs: 10 * 60_000 });
}

/** As a pod names it. */
export function imageOf(service: 'ingestor' | 'analyzer'): string {
  const { builds: built } = JSON.parse(readFileSync(builds, 'utf8')) as {
    builds: { imageName: string; tag: string }[];
  };
  const found = built.find(({ imageName }) => imageName === `ringtrace-${service}`);
  if (found === undefined) throw new Error(`skaffold built no ringtrace-${service}`);
  return found.tag;
}

/** The same for Helm, with name, tag and digest apart. */
export function imageValues(): string[] {
  return (['ingestor', 'analyzer'] as const).flatMap((service) => {
    const [named = '', digest = ''] = imageOf(service).split('@');
    const colon = named.lastIndexOf(':');
    return [
      `${service}.image.repository=${named.slice(0, colon)}`,
      `${service}.image.tag=${named.slice(colon + 1)}`,
      `${service}.image.digest=${digest}`,
    ].flatMap((value) => ['--set', value]);
  });
}
