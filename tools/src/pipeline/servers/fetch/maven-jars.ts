// Brings the jars that a pom lists, with everything they need, into the cache.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setInterval } from 'node:timers';
import type { Progress } from '../backend-names.ts';
import type { Children } from '../children.ts';
import { describeExit, StartFailure } from '../start-failure.ts';
import { once } from './cache.ts';
import { mavenProgress } from './maven-progress.ts';

export type JarSet = { title: string; pom: string; entry: string; aboutJars: number };

// A registry that drops one of two hundred downloads should not cost the others: a retry goes on where it was.
const TRIES = 3;

export function mavenJars(
  jars: JarSet,
  children: Children,
  logFile: string,
  progress: Progress,
): Promise<string> {
  return once(jars.entry, async (folder) => {
    const target = join(folder, 'jars');
    const stopReporting = reportProgress(jars, logFile, progress);
    try {
      for (let attempt = 1; ; attempt++) {
        const exit = await fetchInto(target, folder, jars, children, logFile);
        if (exit.code === 0) return target;
        const what = `${jars.title}: fetching its jars (mvn) ${describeExit(exit)}`;
        if (attempt === TRIES || exit.signal) throw new StartFailure(what, logFile);
        progress(`${what}; trying again`);
      }
    } finally {
      stopReporting();
    }
  });
}

// With a local repository of its own: Maven's is not made for two runs at a time, and these jars are kept here anyway.
async function fetchInto(target: string, folder: string, jars: JarSet, children: Children, logFile: string) {
  const args = [
    '--batch-mode',
    '--strict-checksums',
    `--file=${jars.pom}`,
    `-Dmaven.repo.local=${join(folder, 'repository')}`,
    'dependency:copy-dependencies',
    `-DoutputDirectory=${target}`,
  ];
  const maven = await children.start(`${jars.title} jars`, 'mvn', args, { logFile, graceMs: 2_000 });
  return maven.exited;
}

function reportProgress({ title, aboutJars }: JarSet, logFile: string, progress: Progress): () => void {
  const start = `${title}: fetching jars from Maven Central (once) …`;
  progress(start);
  const timer = setInterval(() => {
    const { descriptors, jars } = mavenProgress(readFileSync(logFile, 'utf8'));
    progress(
      jars > 0
        ? `${start} ${jars} of ~${aboutJars}`
        : `${start} resolving, ${descriptors} descriptors so far`,
    );
  }, 5_000);
  return () => clearInterval(timer);
}
