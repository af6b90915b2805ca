import { transactionRequest } from '@ringtrace/contracts';
import { decisionIn, explain, isRetryable, readSettings, smokeTransaction } from './smoke-plan.ts';

const id = 'smoke-0b6f7f0e-5f0c-4f4e-9a52-0c1b8f1c2d3e';
const urls = { INGESTOR_URL: 'http://ingestor:3000/', ANALYZER_URL: 'https://analyzer/base/' };

describe('readSettings', () => {
  it('returns two URLs and a timeout', () => {
    expect(readSettings({ ...urls, SMOKE_TIMEOUT_MS: '5000' })).toEqual({
      ingestor: 'http://ingestor:3000',
      analyzer: 'https://analyzer/base',
      timeoutMs: 5_000,
    });
    expect(readSettings({ ...urls, SMOKE_TIMEOUT_MS: '' })?.timeoutMs).toBe(60_000);
  });

  it.each([
    ['no URL', { INGESTOR_URL: undefined }],
    ['an invalid URL', { ANALYZER_URL: 'analyzer' }],
    ['another protocol', { ANALYZER_URL: 'kafka://analyzer:9092' }],
    ['credentials in a URL, which would be printed', { INGESTOR_URL: 'http://user:canary@ingestor' }],
    ['a query', { INGESTOR_URL: 'http://ingestor?a=b' }],
    ['a timeout that is not a number', { SMOKE_TIMEOUT_MS: '60s' }],
    ['a timeout of zero', { SMOKE_TIMEOUT_MS: '0' }],
    ['an infinite timeout', { SMOKE_TIMEOUT_MS: 'Infinity' }],
  ])('rejects %s', (_, wrong) => {
    expect(readSettings({ ...urls, ...wrong })).toBeUndefined();
  });
});

describe('smokeTransaction', () => {
  it('is valid and shares nothing that a rule could link', () => {
    const sent = transactionRequest.parse(smokeTransaction(id, new Date()));
    expect(Object.keys(sent).sort()).toEqual(
      ['amountMinor', 'currency', 'id', 'occurredAt', 'payee', 'payer', 'type'].sort(),
    );
    expect(sent.payer.accountId).toContain(id);
    expect(sent.payee.accountId).toContain(id);
    expect(sent.payer.accountId).not.toBe(sent.payee.accountId);
  });
});

describe('isRetryable', () => {
  it.each([undefined, 429, 500, 503])('is true for %s', (status) => {
    expect(isRetryable({ status, text: '' })).toBe(true);
  });

  it.each([202, 400, 401, 404])('is false for %s', (status) => {
    expect(isRetryable({ status, text: '' })).toBe(false);
  });
});

describe('decisionIn', () => {
  const verdict = JSON.stringify({ data: { transactionId: id, decision: 'approve' } });

  it('returns the decision on the transaction', () => {
    expect(decisionIn({ status: 200, text: verdict }, id)).toBe('approve');
  });

  it.each([
    ['a verdict that does not exist yet', { status: 404, text: verdict }],
    ['HTML of another server', { status: 200, text: '<html>' }],
    ['other JSON', { status: 200, text: '{}' }],
    ['null', { status: 200, text: 'null' }],
    ['the verdict of another transaction', { status: 200, text: verdict.replace(id, 'other') }],
  ])('is undefined for %s', (_, answer) => {
    expect(decisionIn(answer, id)).toBeUndefined();
  });
});

describe('explain', () => {
  it.each([
    [
      'ingestor',
      { status: undefined, text: 'ENOTFOUND' },
      'does not answer (ENOTFOUND). Host name not found: check INGESTOR_URL',
    ],
    [
      'analyzer',
      { status: undefined, text: 'ECONNREFUSED' },
      'Nothing is listening there: check ANALYZER_URL',
    ],
    ['ingestor', { status: undefined, text: 'UND_ERR_CONNECT_TIMEOUT' }, 'network policies'],
    ['ingestor', { status: undefined, text: 'TimeoutError' }, 'network policies'],
    ['ingestor', { status: undefined, text: 'SELF_SIGNED_CERT_IN_CHAIN' }, 'INGESTOR_URL'],
    ['ingestor', { status: 503, text: '{}' }, 'answered 503 {}. Check its /health/ready and its log'],
    ['ingestor', { status: 403, text: '' }, 'answered 403. Check the key in SMOKE_API_KEY_FILE'],
    ['ingestor', { status: 400, text: '{}' }, 'in the same version'],
    ['analyzer', { status: 404, text: '{}' }, 'lag of its consumer group, and transactions.dlq'],
    ['analyzer', { status: 202, text: '{}' }, 'the rules have not run'],
    ['analyzer', { status: 200, text: '<html>' }, 'Is it the analyzer'],
  ] as const)('says where to look: %s, %j', (service, answer, expected) => {
    expect(explain(service, 'http://here', answer)).toContain(expected);
  });

  it('truncates a long response', () => {
    expect(explain('analyzer', 'http://here', { status: 502, text: 'x'.repeat(10_000) }).length).toBeLessThan(
      700,
    );
  });
});
