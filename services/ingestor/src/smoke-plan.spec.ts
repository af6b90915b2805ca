import { transactionRequest } from '@ringtrace/contracts';
import { decisionIn, explain, readSettings, sendAgain, smokeTransaction } from './smoke-plan.ts';

const id = 'smoke-0b6f7f0e-5f0c-4f4e-9a52-0c1b8f1c2d3e';
const urls = { INGESTOR_URL: 'http://ingestor:3000/', ANALYZER_URL: 'https://analyzer/base/' };

describe('the settings of the smoke test', () => {
  it('are two addresses and a time', () => {
    expect(readSettings({ ...urls, SMOKE_TIMEOUT_MS: '5000' })).toEqual({
      ingestor: 'http://ingestor:3000',
      analyzer: 'https://analyzer/base',
      timeoutMs: 5_000,
    });
    expect(readSettings({ ...urls, SMOKE_TIMEOUT_MS: '' })?.timeoutMs).toBe(60_000);
  });

  it.each([
    ['no address', { INGESTOR_URL: undefined }],
    ['not an address', { ANALYZER_URL: 'analyzer' }],
    ['another protocol', { ANALYZER_URL: 'kafka://analyzer:9092' }],
    ['a login, which would be printed', { INGESTOR_URL: 'http://user:canary@ingestor' }],
    ['a query', { INGESTOR_URL: 'http://ingestor?a=b' }],
    ['no number', { SMOKE_TIMEOUT_MS: '60s' }],
    ['no time', { SMOKE_TIMEOUT_MS: '0' }],
    ['no end', { SMOKE_TIMEOUT_MS: 'Infinity' }],
  ])('are refused: %s', (_, wrong) => {
    expect(readSettings({ ...urls, ...wrong })).toBeUndefined();
  });
});

describe('the transaction of the smoke test', () => {
  it('is accepted, and shares nothing that a rule could link', () => {
    const sent = transactionRequest.parse(smokeTransaction(id, new Date()));
    expect(Object.keys(sent).sort()).toEqual(
      ['amountMinor', 'currency', 'id', 'occurredAt', 'payee', 'payer', 'type'].sort(),
    );
    expect(sent.payer.accountId).toContain(id);
    expect(sent.payee.accountId).toContain(id);
    expect(sent.payer.accountId).not.toBe(sent.payee.accountId);
  });

  it.each([undefined, 429, 500, 503])('is sent again after %s', (status) => {
    expect(sendAgain({ status, text: '' })).toBe(true);
  });

  it.each([202, 400, 401, 404])('is not sent again after %s', (status) => {
    expect(sendAgain({ status, text: '' })).toBe(false);
  });
});

describe('a verdict', () => {
  const verdict = JSON.stringify({ data: { transactionId: id, decision: 'approve' } });

  it('is that of the transaction', () => {
    expect(decisionIn({ status: 200, text: verdict }, id)).toBe('approve');
  });

  it.each([
    ['an answer that is not there yet', { status: 404, text: verdict }],
    ['a page of something else', { status: 200, text: '<html>' }],
    ['another JSON', { status: 200, text: '{}' }],
    ['null', { status: 200, text: 'null' }],
    ['the verdict of another transaction', { status: 200, text: verdict.replace(id, 'other') }],
  ])('is not %s', (_, answer) => {
    expect(decisionIn(answer, id)).toBeUndefined();
  });
});

describe('a failure says where to look', () => {
  it.each([
    [
      'ingestor',
      { status: undefined, text: 'ENOTFOUND' },
      'does not answer (ENOTFOUND). No such name: look at INGESTOR_URL',
    ],
    ['analyzer', { status: undefined, text: 'ECONNREFUSED' }, 'Nothing listens there: look at ANALYZER_URL'],
    ['ingestor', { status: undefined, text: 'UND_ERR_CONNECT_TIMEOUT' }, 'network policies'],
    ['ingestor', { status: undefined, text: 'TimeoutError' }, 'network policies'],
    ['ingestor', { status: undefined, text: 'SELF_SIGNED_CERT_IN_CHAIN' }, 'INGESTOR_URL'],
    ['ingestor', { status: 503, text: '{}' }, 'answered 503 {}. Look at its /health/ready and its log'],
    ['ingestor', { status: 403, text: '' }, 'answered 403. Look at the key in SMOKE_API_KEY_FILE'],
    ['ingestor', { status: 400, text: '{}' }, 'of the same version'],
    ['analyzer', { status: 404, text: '{}' }, 'lag of its consumer group, and transactions.dlq'],
    ['analyzer', { status: 202, text: '{}' }, 'the rules have not run'],
    ['analyzer', { status: 200, text: '<html>' }, 'Is it the analyzer'],
  ] as const)('%s, %j', (service, answer, expected) => {
    expect(explain(service, 'http://here', answer)).toContain(expected);
  });

  it('with the beginning of a long answer only', () => {
    expect(explain('analyzer', 'http://here', { status: 502, text: 'x'.repeat(10_000) }).length).toBeLessThan(
      700,
    );
  });
});
