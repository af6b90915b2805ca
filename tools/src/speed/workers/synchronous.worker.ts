// An endpoint without a queue: the client waits for the write and for every rule.
import { transactionRequest } from '@ringtrace/contracts';
import fastify from 'fastify';
import { toToken } from '../../traffic/endless/stream-wire.ts';
import { oneWriteOf, rulesOf, schema } from '../statements/analyzer-statements.ts';
import { connectNeo4j, send, sendWithRetries } from './connect-neo4j.ts';

const driver = connectNeo4j();
const app = fastify();

app.get('/', () => 'ready');
app.post('/v1/transactions', async (request, reply) => {
  const parsed = transactionRequest.safeParse(request.body);
  if (!parsed.success) return reply.status(400).send();
  const { occurredAt, payer, payee, card, device, merchantId, ip: _, ...rest } = parsed.data;
  const token = (name: string) => toToken('synchr', name);
  const transaction = {
    ...rest,
    schemaVersion: 1 as const,
    occurredAtMs: Date.parse(occurredAt),
    payerAccount: token(payer.accountId),
    payeeAccount: token(payee.accountId),
    ...(card === undefined ? {} : { card: token(card) }),
    ...(device === undefined ? {} : { device: token(device) }),
    ...(merchantId === undefined ? {} : { merchant: token(merchantId) }),
  };
  await sendWithRetries(driver, oneWriteOf(transaction));
  const findings: unknown[] = [];
  for (const query of rulesOf([transaction]))
    findings.push(...(await sendWithRetries(driver, { ...query, write: false })));
  const decision = findings.length > 0 ? 'review' : 'approve';
  return reply.status(202).send({ id: transaction.id, decision, findings });
});

// Without its constraints, concurrent writes would create an entity twice, and no analyzer could create them afterwards.
for (const statement of schema) await send(driver, statement);
await app.listen({ port: Number(process.env.WORKER_PORT), host: '127.0.0.1' });
