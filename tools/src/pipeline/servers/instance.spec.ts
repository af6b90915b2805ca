// Checkouts and instances never share a file.
import { instancePaths } from './instance.ts';

describe('instancePaths', () => {
  it('keeps everything of an instance below its checkout', () => {
    const paths = instancePaths('test', '/work/a');

    expect(paths.stateFile).toBe('/work/a/.local/test/state.json');
    expect(paths.log('kafka')).toBe('/work/a/.local/test/logs/kafka.log');
    expect(paths.data('neo4j')).toBe('/work/a/.local/test/data/neo4j');
  });

  it('rejects a name that could escape the folder', () => {
    for (const name of ['', '..', 'a/b', 'A', '-x', 'x'.repeat(41)]) {
      expect(() => instancePaths(name, '/work/a')).toThrow('instance name');
    }
  });
});
