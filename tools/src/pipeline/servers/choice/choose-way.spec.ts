// One line of the table per kind of machine.
import { chooseWay, type Facts } from './choose-way.ts';

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
  it('prefers a server that the environment names to everything else', () => {
    const facts = { ...bare, given: { ...none, kafka: true }, javaMajor: 17, maven: true, docker: true };

    expect(chooseWay('kafka', facts)).toEqual({ way: 'given' });
    expect(chooseWay('neo4j', facts)).toEqual({ way: 'process' });
  });

  it('runs processes with Java, Maven and Python, also where Docker works', () => {
    const facts = { ...bare, javaMajor: 21, maven: true, python: true, docker: true };

    expect(chooseWay('kafka', facts)).toEqual({ way: 'process' });
    expect(chooseWay('agent', facts)).toEqual({ way: 'process' });
  });

  it('needs no Maven once the jars are fetched, and no pip once the agent is', () => {
    const facts = { ...bare, javaMajor: 17, fetched: { kafka: true, neo4j: false, agent: true } };

    expect(chooseWay('kafka', facts)).toEqual({ way: 'process' });
    expect(chooseWay('neo4j', facts)).toEqual({ way: 'none', missing: ['maven'] });
    expect(chooseWay('agent', facts)).toEqual({ way: 'process' });
  });

  it('takes containers where Java is absent or too old and Docker works', () => {
    expect(chooseWay('neo4j', { ...bare, docker: true })).toEqual({ way: 'container' });
    expect(chooseWay('neo4j', { ...bare, javaMajor: 11, maven: true, docker: true })).toEqual({
      way: 'container',
    });
    expect(chooseWay('agent', { ...bare, javaMajor: 17, maven: true, docker: true })).toEqual({
      way: 'container',
    });
  });

  it('names every missing tool where nothing works', () => {
    expect(chooseWay('kafka', bare)).toEqual({ way: 'none', missing: ['java', 'maven'] });
    expect(chooseWay('kafka', { ...bare, javaMajor: 11, maven: true })).toEqual({
      way: 'none',
      missing: ['java'],
    });
    expect(chooseWay('agent', bare)).toEqual({ way: 'none', missing: ['python'] });
  });
});
