// Progress counts the server's own jars, not those of Maven's plugins.
import { mavenProgress } from './maven-progress.ts';

const downloaded = (file: string) =>
  `[INFO] Downloaded from central: https://repository.invalid/${file} (1 kB at 9 kB/s)`;

describe('mavenProgress', () => {
  it('counts between the start of the project and the run of the plugin', () => {
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

  it('says nothing of an empty log', () => {
    expect(mavenProgress('')).toEqual({ descriptors: 0, jars: 0 });
  });
});
