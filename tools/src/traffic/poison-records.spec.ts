import { transactionEvent } from '@ringtrace/contracts';
import { poisonRecords } from './poison-records.ts';

describe('poisonRecords', () => {
  // A key that is missing or of another transaction is wrong with a valid value.
  const byValue = poisonRecords('p').filter(
    ({ name }) => !['null-key', 'foreign-key', 'huge-value'].includes(name),
  );

  it.each(byValue.map((record) => [record.name, record] as const))(
    'is not a transaction: %s',
    (_, record) => {
      const parse = () => transactionEvent.parse(JSON.parse(record.value?.toString() ?? 'null'));
      expect(parse).toThrow();
    },
  );

  it("has one record near the broker's size limit", () => {
    const sizes = poisonRecords('p').map((record) => record.value?.length ?? 0);
    expect(Math.max(...sizes)).toBeGreaterThan(900_000);
    expect(Math.max(...sizes)).toBeLessThan(1_000_000);
  });
});
