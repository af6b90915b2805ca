// HTTP requests as bytes: any method, path, headers and body, complete or not, at once or in pieces. All derive from
// the seed.

import { connect, type Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { changed, hostileValue, jsonBytes, validRequest } from '../pure/hostile-values.ts';

export interface RawRequest {
  head: string;
  body: Buffer;
  /** How it is sent: in how many pieces, how fast, or cut off by an end or a reset. */
  comes: { pieces: number; pauseMs: number } | { endsAfter: number } | { resetsAfter: number };
  /** It declares its end and keeps to it, so an answer must come. */
  isWhole: boolean;
}

const bodyPaths = ['/v1/transactions', '/v1/transactions/batch'];
const readPaths = '/v1/rings /v1/rules /v1/verdicts/tx-1 /health/live /metrics /docs/json /docs /'.split(' ');

// Percent signs followed by anything, and bytes that no URL may contain.
const part = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => encodeURIComponent(text.toWellFormed())),
  fc.constantFrom(...'% %00 %zz %ff %c0%af .. %2e%2e%2f 4111111111111111 " {}'.split(' '), '\u0080', "'"),
  fc.constantFrom(
    'x'.repeat(300),
    ...'since=2026 limit=1e9 limit=1&limit=2 a[b]=c __proto__=1 =&=&'.split(' '),
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
    arbitrary: fc.constantFrom(...'HEAD PUT DELETE OPTIONS PATCH TRACE QUERY post'.split(' '), 'G\u0000T'),
  },
);

const contentType = fc.constantFrom(
  ...Array<string>(8).fill('application/json'),
  ...['application/json; charset=utf-16', 'multipart/form-data; boundary=x', ''],
  ...'application/json;charset=" text/plain application/xml ;'.split(' '),
  ...'application/x-www-form-urlencoded APPLICATION/JSON application/problem+json'.split(' '),
);

const oddHeader = fc.oneof(
  fc.constantFrom(
    ...'traceparent:00-00-00-00 x-datadog-trace-id:99999999999999999999999999 tracestate:dd=,,='.split(' '),
    ...'content-encoding:gzip expect:100-continue expect:x upgrade:websocket range:bytes=9-1 te:x'.split(' '),
    ...'accept:*/*;q=x x-forwarded-for:x if-none-match:* x-http-method-override:DELETE'.split(' '),
    ...['cookie: \u00ff', 'authorization: Bearer ..'],
  ),
  fc.integer({ min: 1, max: 20_000 }).map((length) => `x-long: ${'y'.repeat(length)}`),
  fc.string({ unit: 'binary-ascii', maxLength: 30 }).map((text) => `x-odd: ${text.replace(/[\r\n]/g, '')}`),
);
/** Headers that let a request be parsed in more than one way. */
const misleading = fc.constantFrom(
  ...['5', '-1', '9999999999999999999', '0x10'].map((length) => `content-length: ${length}`),
  ...['chunked', 'gzip, chunked', 'x'].map((coding) => `transfer-encoding: ${coding}`),
  ...[' folded: x', 'no colon'],
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

export interface RawAnswer {
  /** Empty if there was no answer. */
  text: string;
  /** The other side closed before reading everything, so its answer may be lost. */
  isReset: boolean;
}

/** Far longer than any answer takes. */
const timeoutMs = 15_000;

/** Returns the answer once the other side closes or falls silent. Rejects if nobody listens. */
export async function sendRaw(url: string, request: RawRequest): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  const answer = answerOf(socket);
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  await write(socket, request);
  // A request with no recognisable end would be waited for; this ends it.
  if (!request.isWhole && !('resetsAfter' in request.comes)) socket.end();
  return answer;
}

async function write(socket: Socket, { head, body, comes }: RawRequest): Promise<void> {
  const bytes = Buffer.concat([Buffer.from(head, 'latin1'), body]);
  if ('endsAfter' in comes) {
    socket.write(bytes.subarray(0, comes.endsAfter));
  } else if ('resetsAfter' in comes) {
    socket.write(bytes.subarray(0, comes.resetsAfter));
    await nextTurn();
    socket.resetAndDestroy();
  } else {
    const size = Math.max(1, Math.ceil(bytes.length / comes.pieces));
    for (let at = 0; at < bytes.length && socket.writable; at += size) {
      socket.write(bytes.subarray(at, at + size));
      if (comes.pieces > 1) await wait(comes.pauseMs);
    }
  }
}

function answerOf(socket: Socket): Promise<RawAnswer> {
  const parts: Buffer[] = [];
  let isReset = false;
  socket.on('data', (part) => parts.push(part));
  socket.on('error', () => {
    isReset = true;
  });
  return new Promise((resolve) => {
    const timer = setTimeout(() => socket.destroy(), timeoutMs);
    socket.once('end', () => socket.end());
    socket.once('close', () => {
      clearTimeout(timer);
      resolve({ text: Buffer.concat(parts).toString('latin1'), isReset });
    });
  });
}
