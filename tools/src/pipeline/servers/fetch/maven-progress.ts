// How far a Maven run is, read from its log.

export type MavenProgress = { descriptors: number; jars: number };

/** Counts what belongs to the project: Maven fetches its own plugin's jars before and after it. */
export function mavenProgress(log: string): MavenProgress {
  const afterStart = log.slice(Math.max(0, log.indexOf('\n[INFO] Building ')));
  const pluginRuns = afterStart.indexOf('\n[INFO] --- ');
  const own = pluginRuns === -1 ? afterStart : afterStart.slice(0, pluginRuns);
  const count = (pattern: RegExp) => own.match(pattern)?.length ?? 0;
  return { descriptors: count(/Downloaded from .*\.pom \(/g), jars: count(/Downloaded from .*\.jar \(/g) };
}
