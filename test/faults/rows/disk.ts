// Disks that are full. Each server has one of its own, in memory, which only root may mount.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type FaultRow, thorough } from '../row.ts';
import type { Servers } from '../servers.ts';
import type { Stage, StageKind } from '../stage.ts';

const diskOf = {
  kafka: (servers: Servers) => join(servers.dataFolder('kafka'), 'log'),
  neo4j: (servers: Servers) => join(servers.dataFolder('neo4j'), 'data'),
};

const mount = (folder: string) => {
  mkdirSync(folder, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=400m', 'tmpfs', folder], { stdio: 'ignore' });
};
const unmount = (folder: string) => execFileSync('umount', ['--lazy', folder], { stdio: 'ignore' });

const kind: StageKind = {
  prepare(servers) {
    for (const disk of Object.values(diskOf)) mount(disk(servers));
    return {};
  },
  cleanUp(servers) {
    for (const disk of Object.values(diskOf)) unmount(disk(servers));
  },
};

function cannotRun(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'faults-disk-'));
  try {
    mount(folder);
    unmount(folder);
    return undefined;
  } catch {
    return 'a small disk cannot be mounted here: it takes root';
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function whileFull<T>(stage: Stage, server: keyof typeof diskOf, run: () => Promise<T>): Promise<T> {
  const folder = diskOf[server](stage.servers);
  const { bavail, bsize } = statfsSync(folder);
  try {
    writeFileSync(join(folder, 'filler'), Buffer.alloc(bavail * bsize));
  } catch (error) {
    // The server took the last bytes first.
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
  const result = await run();
  rmSync(join(folder, 'filler'));
  // It may have ended by itself.
  await stage.servers.restart(server);
  return result;
}

export const diskRows: FaultRow[] = [
  thorough('disk of Kafka full', 'no byte is left for 10 s, then Kafka starts again', (stage, load) =>
    whileFull(stage, 'kafka', async () => {
      await stage.untilNotReady('ingestor');
      const answer = await stage.expect503(load);
      await wait(10_000);
      return answer;
    }),
  ),
  thorough('disk of Neo4j full', 'no byte is left for 10 s, then Neo4j starts again', (stage, load) =>
    whileFull(stage, 'neo4j', async () => {
      await load.burst(1_000);
      await wait(10_000);
    }),
  ),
].map((row) => ({ ...row, kind, cannotRun }));
