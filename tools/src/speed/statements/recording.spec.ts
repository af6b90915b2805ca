import { fromLine, type SentStatement, toLine } from './recording.ts';

const toInteger = (low: number, high: number) => ({ integer: high * 2 ** 32 + low });
const sent = (parameters: Record<string, unknown>, beside: number[] = []): SentStatement => ({
  text: 'UNWIND $rows AS row RETURN row',
  parameters,
  timeoutMs: 15_000,
  write: true,
  beside,
});
const same = { from: 'abc123', to: 'abc123' };

it('restores what was sent', () => {
  const statement = sent({ batch: { rows: [{ id: 'a' }] }, ids: ['x'], limit: null }, [0, 2]);
  expect(fromLine(toLine(statement), same, toInteger)).toEqual(statement);
});

it("restores the driver's integers", () => {
  const statement = sent({ batch: { rows: [{ at: { low: 5, high: 1 } }] } });
  const { parameters } = fromLine(toLine(statement), same, toInteger);
  expect(parameters).toEqual({ batch: { rows: [{ at: { integer: 2 ** 32 + 5 } }] } });
});

it('changes ids, tokens and finding ids for another marker', () => {
  const token = (marker: string) => `k1:${'h'.repeat(37)}${marker}`;
  const finding = (marker: string) => `ring:${'h'.repeat(16)}${marker}`;
  const rows = (marker: string) => [{ id: `${marker}-1`, card: token(marker), finding: finding(marker) }];
  const statement = sent({ rows: [{ ...rows('abc123')[0], finding: finding('zzzzzz') }] });
  const { parameters } = fromLine(toLine(statement), { from: 'abc123', to: 'xyz789' }, toInteger);
  expect(parameters.rows).toEqual(rows('xyz789'));
});
