// The images, built for real and brought to the cluster by the command in IMAGE_BUILD_COMMAND, a shell line that finds
// $IMAGE (name and tag) and $DOCKERFILE in its environment. By default: Docker and kind.
import { run } from './commands.ts';
import { images } from './names.ts';

const command =
  process.env.IMAGE_BUILD_COMMAND ??
  'docker build --quiet -f "$DOCKERFILE" -t "$IMAGE" . && kind load docker-image "$IMAGE"';

export async function buildImage(name: keyof typeof images, tag: string): Promise<void> {
  const dockerfile = name === 'agent' ? 'test/cluster/agent.Dockerfile' : `Dockerfile.${name}`;
  await run('sh', ['-c', command], {
    env: { IMAGE: `${images[name]}:${tag}`, DOCKERFILE: dockerfile },
    timeoutMs: 15 * 60_000,
  });
}
