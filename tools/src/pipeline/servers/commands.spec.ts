// What `up` prints can be evaluated by a shell and contains no secret.
import { exportLines } from './commands.ts';

describe('exportLines', () => {
  it('prints addresses, but only the location of the password', () => {
    const lines = exportLines(
      { KAFKA_BROKERS: '127.0.0.1:1', NEO4J_PASSWORD: 'secret' },
      '.local/default/env',
    );

    expect(lines).toContain('export KAFKA_BROKERS=127.0.0.1:1');
    expect(lines).toContain('.local/default/env');
    expect(lines).not.toContain('secret');
  });
});
