// `down`: ends what the instance runs, also after a crash.
import { instancePaths } from '../instance/paths.ts';
import { printNote } from '../output.ts';
import { stopInstance } from '../stop-instance.ts';

export async function down(options: { instance: string; removeData: boolean }): Promise<number> {
  const { instance, removeData } = options;
  const paths = instancePaths(instance);
  const ended = await stopInstance(paths, { removeData, progress: printNote });
  printNote(
    ended.length > 0
      ? `instance '${instance}': stopped ${ended.join(', ')}`
      : `instance '${instance}': nothing ran`,
  );
  if (removeData) printNote(`deleted ${paths.folder}`);
  return 0;
}
