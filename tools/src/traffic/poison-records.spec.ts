import { transactionEvent } from '@ringtrace/contracts';
import { poisonRecords } from './poison-records.ts';

describe('poisonRecords', () => {
  // These have a valid value; the key or the size is wrong.
  const byValue = poisonRecords('p').filter(
    ({ name }) => !['null-key', 'foreign-key', 'huge-value'].includes(name),
  );

  it.each(byValue.map((record) => [record.name, record] as const))(
    '%s is not a valid transaction',
    (_, record) => {
      const parse = () => transactionEvent.parse(JSON.parse(record.value?.toString() ?? 'null'));
      expect(parse).toThrow();
    },
  );

  it('has one record just below the size that a broker accepts', () => {
    const sizes = poisonRecords('p').map((record) => record.value?.length ?? 0);
    expect(Math.max(...sizes)).toBeGreaterThan(900_000);
    expect(Math.max(...sizes)).toBeLessThan(1_000_000);
  });
});
