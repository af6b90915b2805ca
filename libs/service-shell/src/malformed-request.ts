// Answers requests that never reach a route: on the raw socket for bytes that are not HTTP or too slow, and in place of
// Node's own plain-text responses.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { problemContentType } from './send-problem.ts';

const answers: Record<string, [number, string, string]> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large', '/problems/headers-too-large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout', '/problems/request-timeout'],
};

/** How long a client may keep its side of the connection open after the answer. */
const lingerMs = 1_000;

export function answerMalformedRequest(error: { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, title, type] = answers[error.code ?? ''] ?? [400, 'Bad Request', '/problems/malformed-http'];
  const body = JSON.stringify({ type, title, status });
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\ncontent-type: ${problemContentType}\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
  // Not at once: a client that is still sending could lose the answer. It may not hold the connection either.
  setTimeout(() => socket.destroy(), lingerMs).unref();
}

/** For any `Expect` other than `100-continue`. */
export function rejectExpectation(_request: IncomingMessage, response: ServerResponse): void {
  const problem = {
    type: '/problems/expectation-failed',
    title: 'Only Expect: 100-continue is supported',
    status: 417,
  };
  response
    .writeHead(problem.status, { 'content-type': problemContentType, connection: 'close' })
    .end(JSON.stringify(problem));
}
