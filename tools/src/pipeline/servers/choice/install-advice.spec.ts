// The message must be enough to act on.
import { installAdvice } from './install-advice.ts';

describe('installAdvice', () => {
  it('names what is missing, the commands for it, and the variables that make it needless', () => {
    const advice = installAdvice(['kafka', 'agent'], ['python', 'java', 'maven', 'java']);

    expect(advice).toContain('cannot start kafka, agent');
    expect(advice).toContain('apt-get install openjdk-17-jre-headless maven python3-venv');
    expect(advice).toContain('brew install openjdk@21 maven python');
    expect(advice).toContain('KAFKA_BROKERS=');
    expect(advice).not.toContain('NEO4J_URI');
  });
});
