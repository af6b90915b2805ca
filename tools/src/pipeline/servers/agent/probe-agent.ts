// Asks a trace agent what it can do, as every tracer does first.
import { request } from 'node:http';
import { request as requestTls } from 'node:https';

/** Throws unless GET /info answers 200. Takes http, https and unix:///path/to/socket, as tracers do. */
export async function probeAgent(agentUrl: string): Promise<void> {
  const url = new URL(agentUrl);
  const { hostname, port, protocol, pathname } = url;
  const target = protocol === 'unix:' ? { socketPath: pathname } : { hostname, port, protocol };
  const send = protocol === 'https:' ? requestTls : request;
  return new Promise<void>((resolve, reject) => {
    const sent = send({ ...target, path: '/info', timeout: 3_000 }, (response) => {
      response.resume();
      if (response.statusCode === 200) resolve();
      else reject(new Error(`GET /info answered ${response.statusCode}`));
    });
    sent.on('timeout', () => sent.destroy(new Error('no answer in 3 s')));
    sent.on('error', reject);
    sent.end();
  });
}
