// Answers bytes that are not HTTP, or not in time: they reach no route, so this writes to the socket itself.
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
