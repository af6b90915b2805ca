// Inflates request bodies in gzip or deflate. The body limit counts inflated bytes, and inflating stops at the limit, so that a
// small body cannot become a large one in memory.
import { Transform } from 'node:stream';
import { createGunzip, createInflate } from 'node:zlib';
import { authFailureOf } from '@ringtrace/auth';
import type { FastifyInstance, FastifyRequest, RequestPayload } from 'fastify';
import { ProblemError } from './problem-error.ts';

const inflaters: Record<string, () => Transform> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
};

/** Codes of this file's errors, see to-problem.ts. */
const tooLarge = 'FST_ERR_CTP_BODY_TOO_LARGE';
const notInflatable = 'ERR_BODY_NOT_INFLATABLE';

export function inflateBodies(fastify: FastifyInstance, limitBytes: number): void {
  fastify.addHook('preParsing', (request, reply, payload, done) => {
    const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
    // Nothing is inflated for a caller who will be rejected.
    if (encoding === 'identity' || !hasBody(request) || authFailureOf(request) !== undefined) {
      done(null, payload);
      return;
    }
    const inflater = Object.hasOwn(inflaters, encoding) ? inflaters[encoding] : undefined;
    if (inflater === undefined) {
      void reply.header('accept-encoding', 'gzip, deflate, identity');
      done(unsupportedEncoding());
      return;
    }
    done(null, inflated(payload, inflater(), limitBytes));
  });
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function inflated(payload: RequestPayload, inflater: Transform, limitBytes: number): RequestPayload {
  let size = 0;
  const limited: Transform & { receivedEncodedLength?: number } = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      size += chunk.length;
      if (size <= limitBytes) next(null, chunk);
      else next(codedError(tooLarge));
    },
  });
  const stop = (error: Error) => {
    payload.unpipe(inflater);
    inflater.destroy();
    limited.destroy(error);
  };
  limited.on('error', stop);
  inflater.on('error', () => stop(codedError(notInflatable)));
  payload.on('error', stop);
  // Fastify compares this with Content-Length.
  limited.receivedEncodedLength = 0;
  payload.on('data', (chunk: Buffer) => {
    limited.receivedEncodedLength = (limited.receivedEncodedLength ?? 0) + chunk.length;
  });
  payload.pipe(inflater).pipe(limited);
  return limited;
}

const codedError = (code: string) => Object.assign(new Error(code), { code });

function unsupportedEncoding(): ProblemError {
  return new ProblemError({
    type: '/problems/unsupported-encoding',
    title: 'The content encoding must be gzip, deflate or none',
    status: 415,
  });
}
