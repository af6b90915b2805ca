// A missing program.
import { tool } from './tools.ts';

describe('a missing program', () => {
  it.each(['helm', 'helm-unittest', 'kubeconform', 'skaffold'] as const)(
    '%s: one line says what to install',
    (name) => {
      const lookedFor = () => tool(name, '/nowhere:/nowhere/else');
      expect(lookedFor).toThrow(`${name} is not on the PATH: install `);
      expect(lookedFor).not.toThrow('\n');
    },
  );
});
