// Ends what one call of startBackends started, and nothing else of the instance.
import { isDeepStrictEqual } from 'node:util';
import type { BringUpContext, Started } from './bring-up.ts';
import { withInstanceLock } from './instance/lock.ts';
import { readState } from './instance/state.ts';
import { endRunning, removeFolder } from './stop-instance.ts';

export async function stopStarted(
  started: Started[],
  { paths, state, progress }: BringUpContext,
  { removeData = false } = {},
): Promise<void> {
  await Promise.all(started.map(({ process }) => process?.stop()));
  await withInstanceLock(paths, progress, async () => {
    const now = readState(paths);
    // Someone else may have started the same server again meanwhile: theirs is another entry.
    const ours = started
      .flatMap(({ names }) => names)
      .filter((name) => isDeepStrictEqual(now.running[name], state.running[name]));
    await endRunning(paths, now, ours);
    if (removeData && Object.keys(now.running).length === 0) await removeFolder(paths, now);
  });
}
