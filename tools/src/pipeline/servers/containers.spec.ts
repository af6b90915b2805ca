// Checkouts and instances never share a container.
import { composeArguments, composeEnvironment, projectName } from './containers.ts';

describe('docker compose', () => {
  it('has one project per checkout and instance', () => {
    const names = [
      projectName({ checkout: '/work/a/', instance: 'default' }),
      projectName({ checkout: '/work/b/', instance: 'default' }),
      projectName({ checkout: '/work/a/', instance: 'test' }),
    ];

    expect(new Set(names).size).toBe(3);
    for (const name of names) expect(name).toMatch(/^[a-z0-9][a-z0-9_-]*$/);
  });

  it("uses the repository's compose file and puts the command last", () => {
    const command = composeArguments({ checkout: '/work/a', instance: 'test' }, ['up', 'kafka']);

    expect(command).toContain('/work/a/compose.yaml');
    expect(command.slice(-2)).toEqual(['up', 'kafka']);
  });

  it('leaves unused ports to the defaults of the file', () => {
    expect(composeEnvironment({ kafka: 20001 }, 'secret')).toEqual({
      RINGTRACE_KAFKA_PORT: '20001',
      RINGTRACE_BOLT_PORT: '',
      RINGTRACE_AGENT_PORT: '',
      NEO4J_PASSWORD: 'secret',
    });
  });
});
