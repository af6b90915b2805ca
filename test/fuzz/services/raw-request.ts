// HTTP requests as bytes: any method, path, headers and body, complete or not, at once or in pieces. All derive from
// the seed.
import fc from 'fast-check';
import { changed, hostileValue, jsonBytes } from '../pure/hostile-values.ts';
import { validRequest } from '../pure/valid.ts';

export interface RawRequest {
  head: string;
  body: Buffer;
  /** How it is sent: in how many pieces, how fast, or cut off by an end or a reset. */
  comes: { pieces: number; pauseMs: number } | { endsAfter: number } | { resetsAfter: number };
  /** It declares its end and keeps to it, so an answer must come. */
  isWhole: boolean;
}

const bodyPaths = ['/v1/transactions', '/v1/transactions/batch'];
const readPaths = [
  '/v1/rings',
  '/v1/rules',
  '/v1/verdicts/tx-1',
  '/health/live',
  '/metrics',
  '/docs/json',
  '/docs',
  '/',
];

// Percent signs followed by anything, and bytes that no URL may contain.
const part = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => encodeURIComponent(text.toWellFormed())),
  fc.constantFrom(
    '%',
    '%00',
    '%zz',
    '%ff',
    '%c0%af',
    '..',
    '%2e%2e%2f',
    '4111111111111111',
    '\u0080',
    '"',
    '{}',
    "'",
  ),
  fc.constantFrom(
    'x'.repeat(300),
    'since=2026',
    'limit=1e9',
    'limit=1&limit=2',
    'a[b]=c',
    '__proto__=1',
    '=&=&',
  ),
);
const changedPath = fc
  .tuple(
    fc.constantFrom(...bodyPaths, ...readPaths, '/v1/verdicts', 'http://[', '*', '//', ''),
    fc.constantFrom('', '/', '?', '?after=', '?since=', '?limit=', '#', ';'),
    fc.oneof(fc.constant(''), part),
  )
  .map((parts) => parts.join(''));
const path = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...bodyPaths, ...bodyPaths, ...readPaths) },
  { weight: 2, arbitrary: changedPath },
);

const method = fc.oneof(
  { weight: 5, arbitrary: fc.constant('POST') },
  { weight: 3, arbitrary: fc.constant('GET') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'HEAD',
      'PUT',
      'DELETE',
      'OPTIONS',
      'PATCH',
      'TRACE',
      'QUERY',
      'post',
      'G\u0000T',
    ),
  },
);

const contentType = fc.constantFrom(
  ...Array<string>(8).fill('application/json'),
  ...[
    'application/json; charset=utf-16',
    'application/json;charset="',
    'text/plain',
    'application/xml',
    '',
    ';',
  ],
  ...[
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded',
    'APPLICATION/JSON',
    'application/problem+json',
  ],
);

const oddHeader = fc.oneof(
  fc.constantFrom(
    ...[
      'traceparent: 00-00-00-00',
      'x-datadog-trace-id: 99999999999999999999999999',
      'tracestate: dd=,,=',
      'accept: */*;q=x',
    ],
    ...[
      'content-encoding: gzip',
      'expect: 100-continue',
      'expect: x',
      'upgrade: websocket',
      'range: bytes=9-1',
      'cookie: \u00ff',
    ],
    ...[
      'x-forwarded-for: x',
      'if-none-match: *',
      'x-http-method-override: DELETE',
      'authorization: Bearer ..',
      'te: x',
    ],
  ),
  fc.integer({ min: 1, max: 20_000 }).map((length) => `x-long: ${'y'.repeat(length)}`),
  fc.string({ unit: 'binary-ascii', maxLength: 30 }).map((text) => `x-odd: ${text.replace(/[\r\n]/g, '')}`),
);
/** Headers that let a request be parsed in more than one way. */
const misleading = fc.constantFrom(
  ...[
    'content-length: 5',
    'content-length: -1',
    'content-length: 9999999999999999999',
    'content-length: 0x10',
  ],
  ...[
    'transfer-encoding: chunked',
    'transfer-encoding: gzip, chunked',
    'transfer-encoding: x',
    ' folded: x',
    'no colon',
  ],
);

const transactions = fc
  .array(fc.oneof(changed(validRequest), hostileValue), { maxLength: 4 })
  .map((items) => ({ transactions: items }));
const body = jsonBytes(fc.oneof(changed(validRequest), transactions, hostileValue));

const comes: fc.Arbitrary<RawRequest['comes']> = fc.oneof(
  { weight: 8, arbitrary: fc.constant({ pieces: 1, pauseMs: 0 }) },
  {
    weight: 2,
    arbitrary: fc.record({
      pieces: fc.integer({ min: 2, max: 6 }),
      pauseMs: fc.constantFrom(0, 0, 1, 1, 1, 1, 20),
    }),
  },
  { weight: 1, arbitrary: fc.record({ endsAfter: fc.nat(2_000) }) },
  { weight: 1, arbitrary: fc.record({ resetsAfter: fc.nat(2_000) }) },
);

const framing = fc.oneof(
  { weight: 8, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: misleading },
);
const odd = fc.array(oddHeader, { maxLength: 2 });

/** @param credentials headers that authorise it */
export const rawRequest = (credentials: Record<string, string>): fc.Arbitrary<RawRequest> =>
  fc
    .tuple(method, path, contentType, odd, framing, body, comes)
    .map(([verb, url, type, others, misled, bytes, how]) => {
      const headers = [
        'host: fuzz',
        'connection: close',
        ...Object.entries(credentials).map(([name, value]) => `${name}: ${value}`),
        ...(type === '' ? [] : [`content-type: ${type}`]),
        ...others,
        misled ?? `content-length: ${bytes.length}`,
      ];
      const head = `${verb} ${url} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`;
      const isWhole = misled === undefined && 'pieces' in how;
      return { head, body: bytes, comes: how, isWhole };
    });
