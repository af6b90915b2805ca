import { checkDependency } from './check-dependency.ts';

describe('checkDependency', () => {
  it('passes on what the dependency says', async () => {
    const state = { status: 'down', reason: 'no broker answers' } as const;
    expect(await checkDependency({ name: 'kafka', check: async () => state })).toBe(state);
  });

  it('says down when the check throws, without the text of an error that nobody vouches for', async () => {
    const check = async () => {
      throw new Error('password canary refused');
    };
    const { status, reason } = await checkDependency({ name: 'neo4j', check });
    expect(status).toBe('down');
    expect(reason).not.toContain('canary');
  });

  it('says down when the check throws before it is a promise', async () => {
    const check = () => {
      throw new TypeError('x is not a function');
    };
    expect(await checkDependency({ name: 'neo4j', check })).toMatchObject({ status: 'down' });
  });

  it('says down when the check hangs', async () => {
    const check = () => new Promise<never>(() => undefined);
    expect(await checkDependency({ name: 'kafka', check }, 5)).toEqual({
      status: 'down',
      reason: 'no answer within 5 ms',
    });
  });
});
