import { checkDependency } from './check-dependency.ts';

describe('checkDependency', () => {
  it("returns the dependency's own state", async () => {
    const state = { status: 'down', reason: 'no broker answers' } as const;
    expect(await checkDependency({ name: 'kafka', check: async () => state })).toBe(state);
  });

  it('is down when the check throws, without quoting the text of an unknown error', async () => {
    const check = async () => {
      throw new Error('password canary refused');
    };
    const { status, reason } = await checkDependency({ name: 'neo4j', check });
    expect(status).toBe('down');
    expect(reason).not.toContain('canary');
  });

  it('is down when the check throws synchronously', async () => {
    const check = () => {
      throw new TypeError('x is not a function');
    };
    expect(await checkDependency({ name: 'neo4j', check })).toMatchObject({ status: 'down' });
  });

  it('is down when the check hangs', async () => {
    const check = () => new Promise<never>(() => undefined);
    expect(await checkDependency({ name: 'kafka', check }, 5)).toEqual({
      status: 'down',
      reason: 'no answer within 5 ms',
    });
  });
});
