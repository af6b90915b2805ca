// Stands in for a remote agent: accepts every trace and keeps only counts. The demo's test agent stores and checks traces,
// which would cost more CPU than what is measured.
import { createServer } from 'node:http';

const priorityKey = Buffer.from('_sampling_priority_v1');
const counts = { requests: 0, bytes: 0, spans: 0, kept: 0 };

createServer((request, response) => {
  const answer = (body: unknown) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  if (request.method === 'GET') {
    answer(request.url === '/info' ? { endpoints: ['/v0.4/traces'] } : counts);
    return;
  }
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    if (request.url?.endsWith('/traces')) count(Buffer.concat(chunks));
    answer({ rate_by_service: {} });
  });
}).listen(Number(process.env.WORKER_PORT), '127.0.0.1');

function count(body: Buffer): void {
  counts.requests++;
  counts.bytes += body.length;
  for (let at = body.indexOf(priorityKey); at >= 0; at = body.indexOf(priorityKey, at + 1)) {
    counts.spans++;
    if (isKept(body, at + priorityKey.length)) counts.kept++;
  }
}

// MessagePack: small numbers are one byte, others follow a type byte. Priorities 1 and 2 mean "keep".
function isKept(body: Buffer, at: number): boolean {
  const first = body[at] ?? 0;
  if (first < 0x80) return first > 0;
  if (first === 0xcb) return body.readDoubleBE(at + 1) > 0;
  if (first >= 0xcc && first <= 0xcf)
    return body.subarray(at + 1, at + 1 + 2 ** (first - 0xcc)).some((byte) => byte > 0);
  return false;
}
