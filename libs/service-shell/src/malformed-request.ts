// Answers what reaches no route: bytes that are not HTTP, or not in time, on the socket itself; and what Node would
// answer without a problem.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { problemContentType } from './send-problem.ts';

const answers: Record<string, [number, string, string]> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large', '/problems/headers-too-large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout', '/problems/request-timeout'],
};

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
}

/** Any other `Expect` than `100-continue`. */
export function refuseExpectation(_request: IncomingMessage, response: ServerResponse): void {
  const problem = { type: '/problems/expectation-failed', title: 'Expect only 100-continue', status: 417 };
  response
    .writeHead(problem.status, { 'content-type': problemContentType, connection: 'close' })
    .end(JSON.stringify(problem));
}
