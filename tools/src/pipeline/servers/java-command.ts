// Which java is used, JAVA_HOME's or the one on the path, and how old it is.
import { join } from 'node:path';

export function javaCommand(env: NodeJS.ProcessEnv = process.env): string {
  return env.JAVA_HOME ? join(env.JAVA_HOME, 'bin', 'java') : 'java';
}

/** 17 of `openjdk version "17.0.15"`, 8 of `java version "1.8.0_402"`. */
export function javaMajor(versionText: string): number | undefined {
  const version = /version "(?:1\.)?(\d+)/.exec(versionText)?.[1];
  return version === undefined ? undefined : Number(version);
}
