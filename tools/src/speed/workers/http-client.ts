// Sends JSON over connections that stay open.
import { Agent, request } from 'node:http';

export interface Answer {
  /** 0 when none came. */
  status: number;
  body: string;
}

export interface HttpClient {
  /** Never rejects. */
  post(url: string, body: string): Promise<Answer>;
  close(): void;
}

/** `maxConnections`: what comes beyond waits for one to be free. */
export function httpClient(maxConnections: number): HttpClient {
  const agent = new Agent({ keepAlive: true, maxSockets: maxConnections });
  return { post: (url, body) => send(agent, url, body), close: () => agent.destroy() };
}

function send(agent: Agent, url: string, body: string): Promise<Answer> {
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve) => {
    const noAnswer = () => resolve({ status: 0, body: '' });
    const sent = request(url, { method: 'POST', agent, headers, timeout: 60_000 }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
      response.on('error', noAnswer);
    });
    sent.on('timeout', () => sent.destroy());
    sent.on('error', noAnswer);
    sent.end(body);
  });
}
