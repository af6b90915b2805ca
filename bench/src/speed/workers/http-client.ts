// Sends JSON over connections that stay open.
import { Agent, request } from 'node:http';

export interface Answer {
  /** 0 when none came. */
  status: number;
  body: string;
}

export type Post = (url: string, body: string) => Promise<Answer>;

/** `maxConnections`: what comes beyond waits for one to be free. Never rejects. */
export function httpClient(maxConnections: number): Post {
  const agent = new Agent({ keepAlive: true, maxSockets: maxConnections });
  return (url, body) =>
    new Promise((resolve) => {
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      const sent = request(url, { method: 'POST', agent, headers, timeout: 60_000 }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
        response.on('error', () => resolve({ status: 0, body: '' }));
      });
      sent.on('timeout', () => sent.destroy());
      sent.on('error', () => resolve({ status: 0, body: '' }));
      sent.end(body);
    });
}
