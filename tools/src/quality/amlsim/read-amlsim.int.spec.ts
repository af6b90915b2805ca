// Real files: a small handmade set in AMLSim's format, and broken ones.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { countOutcome } from '../evaluate/counts.ts';
import { judgeByReference } from '../judge/judgement.ts';
import { CsvError, type CsvRow, csvRows } from './csv.ts';
import { readAmlsim } from './read-amlsim.ts';

const small = fileURLToPath(new URL('small.fixture', import.meta.url));
const folders: string[] = [];

function folderWith(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'amlsim-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

const head = 'tran_id,orig_acct,bene_acct,tx_type,base_amt,tran_timestamp,is_sar,alert_id\n';
const alertHead = 'alert_id,alert_type,is_sar,tran_id\n';
const row = '1,A,B,TRANSFER,10.50,3,False,-1\n';

describe('readAmlsim', () => {
  it('reads transactions, suspicious alerts as fraud and false alerts as innocent', async () => {
    const { requests, fraud, innocent } = await readAmlsim(small);
    expect(requests).toHaveLength(11);
    expect(requests[1]).toEqual({
      id: '2',
      occurredAt: '2017-01-02T00:00:00.000Z',
      amountMinor: 95_025,
      currency: 'USD',
      type: 'transfer',
      payer: { accountId: '200' },
      payee: { accountId: '300' },
    });
    expect(requests[9]).toMatchObject({
      type: 'cash-withdrawal',
      payer: { accountId: '600' },
      amountMinor: 8_050,
    });
    expect(fraud).toEqual([
      { kind: 'ring', members: ['1', '2', '3'] },
      { kind: 'fan-in', members: ['4', '5', '6', '7'] },
    ]);
    expect(innocent).toEqual([{ kind: 'false-alert-fan-in', members: ['8', '9'] }]);
  });

  it('turns days into hours, so that windows of hours fit data booked by the day', async () => {
    // given files in which the ring takes a day
    const slow = await readAmlsim(small);
    const fast = await readAmlsim(small, { compress: 24 });
    // when both are judged
    const found = [slow, fast].map((traffic) => countOutcome(traffic, judgeByReference(traffic.requests)));
    // then only the second shows it within the hour
    expect(found.map(({ typologies }) => typologies.ring?.foundByOwnRule)).toEqual([0, 1]);
    expect(fast.requests[0]?.occurredAt).toBe('2017-01-01T01:00:00.000Z');
  });

  it('reads the columns of early releases, days as times, and quotes across chunks', async () => {
    const folder = folderWith({
      'transactions.csv':
        '\uFEFFTX_ID,SENDER_ACCOUNT_ID,RECEIVER_ACCOUNT_ID,TX_TYPE,TX_AMOUNT,TIMESTAMP,IS_FRAUD,ALERT_ID\r\n' +
        '1,6456,"9069",TRANSFER,465.05,2,True,1\r\n2,7516,9543,TRANSFER,564.64,2,True,-1\r\n',
      'alerts.csv': 'ALERT_ID,ALERT_TYPE,IS_FRAUD,TX_ID\r\n1,stack,True,1\r\n',
    });
    const { requests, fraud } = await readAmlsim(folder);
    expect(requests.map(({ occurredAt }) => occurredAt)).toEqual(Array(2).fill('2017-01-03T00:00:00.000Z'));
    expect(fraud).toEqual([
      { kind: 'stack', members: ['1'] },
      { kind: 'without-alert', members: ['2'] },
    ]);
  });

  it.each([
    ['no transactions', { 'alerts.csv': alertHead }, 'transactions.csv: there is no such file'],
    [
      'no alerts',
      { 'transactions.csv': head + row },
      'alert_transactions.csv or alerts.csv: there is no such file',
    ],
    ['an empty file', { 'transactions.csv': '\n' }, 'transactions.csv: it is empty'],
    [
      'missing columns',
      { 'transactions.csv': '\ntran_id,orig_acct,tx_type\n' },
      'transactions.csv, line 2: there is no column bene_acct or receiver_account_id, no base_amt or tx_amount, ' +
        'no tran_timestamp or timestamp, no is_sar or is_fraud, no alert_id',
    ],
    [
      'a short row',
      { 'transactions.csv': `${head}${row}2,A,B\n` },
      'transactions.csv, line 3: 3 cells, but the header has 8',
    ],
    [
      'a bad amount and account',
      { 'transactions.csv': `${head}1,A B,B,TRANSFER,ten,3,False,-1\n` },
      'transactions.csv, line 2: the amount is not a number; the paying account must be 1 to 128',
    ],
    [
      'a bad time',
      { 'transactions.csv': `${head}1,A,B,TRANSFER,10,soon,False,-1\n` },
      'transactions.csv, line 2: the time is neither a date nor a whole number of days',
    ],
    [
      'an open quote',
      { 'transactions.csv': `${head}1,"A,B,TRANSFER,10,3,False,-1\n2,A,B\n` },
      'transactions.csv, line 3: a quote is opened and never closed',
    ],
  ])('reports where reading failed: %s', async (_what, files, message) => {
    const reading = readAmlsim(folderWith(files as Record<string, string>));
    await expect(reading).rejects.toThrow(CsvError);
    await expect(reading).rejects.toThrow(message);
  });
});

describe('csvRows', () => {
  const read = async (text: string) => {
    const rows: CsvRow[] = [];
    for await (const row of csvRows(join(folderWith({ 'a.csv': text }), 'a.csv'))) rows.push(row);
    return rows;
  };

  it('handles quotes, escaped quotes and line breaks, and reports the line on which a row ends', async () => {
    const rows = await read('a,"b, c"\n"d\n""e"" f",g\n\n h ,\n');
    expect(rows).toEqual([
      { line: 1, cells: ['a', 'b, c'] },
      { line: 3, cells: ['d\n"e" f', 'g'] },
      { line: 5, cells: ['h', ''] },
    ]);
  });

  it('reads more than one chunk, and a last line without a line break', async () => {
    const rows = await read(
      Array.from({ length: 20_000 }, (_, index) => `${index},"x""${index}"`).join('\n'),
    );
    expect(rows).toHaveLength(20_000);
    expect(rows.at(-1)).toEqual({ line: 20_000, cells: ['19999', 'x"19999'] });
  });
});
