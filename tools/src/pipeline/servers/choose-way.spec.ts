// One case per kind of machine.
import { chooseWay, type Facts, installAdvice } from './choose-way.ts';

const none = { kafka: false, neo4j: false, agent: false };
const bare: Facts = {
  given: none,
  fetched: none,
  javaMajor: undefined,
  maven: false,
  python: false,
  docker: false,
};

describe('chooseWay', () => {
  it('prefers a server from the environment', () => {
    const facts = { ...bare, given: { ...none, kafka: true }, javaMajor: 17, maven: true, docker: true };

    expect(chooseWay('kafka', facts)).toEqual({ way: 'given' });
    expect(chooseWay('neo4j', facts)).toEqual({ way: 'process' });
  });

  it('runs processes with Java, Maven and Python, even if Docker works', () => {
    const facts = { ...bare, javaMajor: 21, maven: true, python: true, docker: true };

    expect(chooseWay('kafka', facts)).toEqual({ way: 'process' });
    expect(chooseWay('agent', facts)).toEqual({ way: 'process' });
  });

  it('needs no Maven once the jars are cached, and no pip once the agent is', () => {
    const facts = { ...bare, javaMajor: 17, fetched: { kafka: true, neo4j: false, agent: true } };

    expect(chooseWay('kafka', facts)).toEqual({ way: 'process' });
    expect(chooseWay('neo4j', facts)).toEqual({ way: 'none', missing: ['maven'] });
    expect(chooseWay('agent', facts)).toEqual({ way: 'process' });
  });

  it('uses containers if Java is missing or too old and Docker works', () => {
    expect(chooseWay('neo4j', { ...bare, docker: true })).toEqual({ way: 'container' });
    expect(chooseWay('neo4j', { ...bare, javaMajor: 11, maven: true, docker: true })).toEqual({
      way: 'container',
    });
    expect(chooseWay('agent', { ...bare, javaMajor: 17, maven: true, docker: true })).toEqual({
      way: 'container',
    });
  });

  it('names every missing tool if nothing works', () => {
    expect(chooseWay('kafka', bare)).toEqual({ way: 'none', missing: ['java', 'maven'] });
    expect(chooseWay('kafka', { ...bare, javaMajor: 11, maven: true })).toEqual({
      way: 'none',
      missing: ['java'],
    });
    expect(chooseWay('agent', bare)).toEqual({ way: 'none', missing: ['python'] });
  });
});

describe('installAdvice', () => {
  it('names what is missing, how to install it, and the variables that make it unnecessary', () => {
    const advice = installAdvice(['kafka', 'agent'], ['python', 'java', 'maven', 'java']);

    expect(advice).toContain('cannot start kafka, agent');
    expect(advice).toContain('apt-get install openjdk-17-jre-headless maven python3-venv');
    expect(advice).toContain('brew install openjdk@21 maven python');
    expect(advice).toContain('KAFKA_BROKERS=');
    expect(advice).not.toContain('NEO4J_URI');
  });
});
