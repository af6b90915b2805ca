// JAVA_HOME wins, all version formats are understood, and progress counts only the project's own jars.
import { javaCommand, javaMajor, mavenProgress } from './java.ts';

describe('javaCommand', () => {
  it("is JAVA_HOME's java, or the one on the path", () => {
    expect(javaCommand({ JAVA_HOME: '/opt/jdk' })).toBe('/opt/jdk/bin/java');
    expect(javaCommand({})).toBe('java');
  });
});

describe('javaMajor', () => {
  it.each([
    ['openjdk version "17.0.15" 2025-04-15', 17],
    ['openjdk version "21" 2023-09-19', 21],
    ['java version "1.8.0_402"', 8],
    ['No Java runtime present, requesting install.', undefined],
  ])('%s', (text, major) => {
    expect(javaMajor(text)).toBe(major);
  });
});

const downloaded = (file: string) =>
  `[INFO] Downloaded from central: https://repository.invalid/${file} (1 kB at 9 kB/s)`;

describe('mavenProgress', () => {
  it("counts only the project's files", () => {
    const log = [
      downloaded('maven-dependency-plugin.pom'),
      downloaded('maven-dependency-plugin.jar'),
      '[INFO] Building kafka 1',
      downloaded('kafka_2.13.pom'),
      downloaded('kafka-clients.pom'),
      downloaded('kafka_2.13.jar'),
      '[INFO] --- maven-dependency-plugin:3.8.1:copy-dependencies (default-cli) @ kafka ---',
      downloaded('plexus-utils.jar'),
    ].join('\n');

    expect(mavenProgress(log)).toEqual({ descriptors: 2, jars: 1 });
  });

  it('counts nothing in an empty log', () => {
    expect(mavenProgress('')).toEqual({ descriptors: 0, jars: 0 });
  });
});
