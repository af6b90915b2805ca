// Java programs: which java runs them, and fetching their jars with Maven.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setInterval } from 'node:timers';
import type { Children } from '../process/run-background.ts';
import { describeExit, StartFailure } from '../process/until-ready.ts';
import type { Progress } from './backend-names.ts';
import { once } from './cache.ts';

export function javaCommand(env: NodeJS.ProcessEnv = process.env): string {
  return env.JAVA_HOME ? join(env.JAVA_HOME, 'bin', 'java') : 'java';
}

/** 17 of `openjdk version "17.0.15"`, 8 of `java version "1.8.0_402"`. */
export function javaMajor(versionText: string): number | undefined {
  const version = /version "(?:1\.)?(\d+)/.exec(versionText)?.[1];
  return version === undefined ? undefined : Number(version);
}

export interface JarSet {
  title: string;
  pom: string;
  entry: string;
  aboutJars: number;
}

// One dropped download out of two hundred must not lose the others: a retry resumes where it stopped.
const maxTries = 3;

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
        if (attempt === maxTries || exit.signal) throw new StartFailure(what, logFile);
        progress(`${what}; retrying`);
      }
    } finally {
      stopReporting();
    }
  });
}

// With its own local repository: Maven's is not safe for concurrent runs, and these jars are cached here anyway.
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

export interface MavenProgress {
  descriptors: number;
  jars: number;
}

/** Progress, read from Maven's log. Counts only the project's files; Maven fetches its plugins before and after. */
export function mavenProgress(log: string): MavenProgress {
  const afterStart = log.slice(Math.max(0, log.indexOf('\n[INFO] Building ')));
  const pluginRuns = afterStart.indexOf('\n[INFO] --- ');
  const own = pluginRuns === -1 ? afterStart : afterStart.slice(0, pluginRuns);
  const count = (pattern: RegExp) => own.match(pattern)?.length ?? 0;
  return { descriptors: count(/Downloaded from .*\.pom \(/g), jars: count(/Downloaded from .*\.jar \(/g) };
}
