// No setting in the shell may make the test agent forward traces or listen elsewhere.
import { withoutAgentSettings } from './agent.ts';

describe('withoutAgentSettings', () => {
  it('removes the settings that the agent reads and keeps the rest', () => {
    const removed = withoutAgentSettings({
      DD_AGENT_URL: 'http://a',
      DD_API_KEY: 'k',
      HOST: '0.0.0.0',
      PATH: '/bin',
    });

    expect(removed).toEqual({ DD_AGENT_URL: undefined, DD_API_KEY: undefined, HOST: undefined });
  });
});
