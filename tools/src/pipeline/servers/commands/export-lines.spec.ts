// What `up` prints can be evaluated by a shell and shows no secret.
import { exportLines } from './export-lines.ts';

describe('exportLines', () => {
  it('prints addresses in clear and only the place of the password', () => {
    const lines = exportLines(
      { KAFKA_BROKERS: '127.0.0.1:1', NEO4J_PASSWORD: 'secret' },
      '.local/default/env',
    );

    expect(lines).toContain('export KAFKA_BROKERS=127.0.0.1:1');
    expect(lines).toContain('.local/default/env');
    expect(lines).not.toContain('secret');
  });
});
