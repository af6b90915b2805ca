// JAVA_HOME wins, and the ways Java has told its version are all read.
import { javaCommand, javaMajor } from './java-command.ts';

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
