// One holder at a time; a dead holder does not count.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { identify } from '../process/identity.ts';
import { instancePaths } from './instance.ts';
import { withInstanceLock } from './lock.ts';

const checkout = mkdtempSync(join(tmpdir(), 'lock-'));
const paths = instancePaths('spec', checkout);
afterAll(() => rmSync(checkout, { recursive: true }));

describe('withInstanceLock', () => {
  it('makes the second wait for the first, even if the first fails, and says so', async () => {
    const steps: string[] = [];
    const note = (line: string) => steps.push(line);
    const first = withInstanceLock(paths, note, async () => {
      await sleep(300);
      steps.push('first');
      throw new Error('failed');
    });
    const second = withInstanceLock(paths, note, async () => steps.push('second'));

    await expect(first).rejects.toThrow('failed');
    await second;

    expect(steps).toEqual([expect.stringContaining(`process ${process.pid}`), 'first', 'second']);
  });

  it.each([
    ['a process that is gone', { pid: 2 ** 22 + 1, startedAt: 'long ago' }],
    ['another process with the same pid', { ...identify(process.pid), startedAt: 'long ago' }],
    ['nobody', {}],
  ])('is taken over from %s', async (_, holder) => {
    writeFileSync(paths.lockFile, JSON.stringify(holder));

    await expect(
      withInstanceLock(
        paths,
        () => undefined,
        async () => 'done',
      ),
    ).resolves.toBe('done');
  });
});
