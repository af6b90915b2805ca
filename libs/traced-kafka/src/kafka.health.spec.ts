import type { KafkaPort } from './client/kafka-port.ts';
import type { TracedKafkaServer } from './consume/traced-kafka.server.ts';
import { KafkaRefusedError } from './errors.ts';
import { KafkaHealth } from './kafka.health.ts';
import type { Health, TracedProducer } from './produce/traced-kafka.producer.ts';

const up: Health = { status: 'up' };
const part = (health: Health) => ({ health: () => health });

function healthOf(parts: { producer?: Health; consumer?: Health; ping?: () => Promise<void> }) {
  const { producer = up, consumer, ping = async () => {} } = parts;
  return new KafkaHealth(
    { ping } as KafkaPort,
    part(producer) as TracedProducer,
    consumer && (part(consumer) as TracedKafkaServer),
  ).check();
}

describe('the health of all that is Kafka', () => {
  it('is up when a broker answers and every part is up', async () => {
    expect(await healthOf({ consumer: up })).toEqual(up);
  });

  it('needs no consumer where the process has none', async () => {
    expect(await healthOf({})).toEqual(up);
  });

  it.each(['producer', 'consumer'])('is down, and says why, when the %s is', async (name) => {
    const down: Health = { status: 'down', reason: `${name} is connecting` };
    expect(await healthOf({ [name]: down })).toEqual(down);
  });

  it('is down, and says what to do, when broker and client do not accept each other', async () => {
    const ping = () => Promise.reject(new KafkaRefusedError('check the password'));
    expect(await healthOf({ ping })).toEqual({ status: 'down', reason: 'check the password' });
  });

  it.each<[string, () => Promise<void>]>([
    ['refuses', () => Promise.reject(new Error('4111'))],
    ['hangs', () => new Promise(() => {})],
  ])('is down within two seconds when the broker %s', async (_, ping) => {
    const begin = performance.now();
    expect(await healthOf({ ping })).toEqual({ status: 'down', reason: 'no broker answers' });
    expect(performance.now() - begin).toBeLessThan(2_000);
  });
});
