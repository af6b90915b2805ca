import { KafkaRefusedError } from './errors.ts';
import { type Health, KafkaHealth } from './kafka.health.ts';

const up: Health = { status: 'up' };
const part = (health: Health) => ({ health: () => health });

function healthOf(parts: {
  producer?: Health;
  consumer?: Health;
  topics?: Health;
  ping?: () => Promise<void>;
}) {
  const { producer = up, consumer, topics = up, ping = async () => {} } = parts;
  return new KafkaHealth({ ping }, [producer, consumer ?? [], topics].flat().map(part)).check();
}

describe('KafkaHealth', () => {
  it('is up when a broker answers and producer and consumer are up', async () => {
    expect(await healthOf({ consumer: up })).toEqual(up);
  });

  it('is up without a consumer in a process that has none', async () => {
    expect(await healthOf({})).toEqual(up);
  });

  it.each(['producer', 'consumer', 'topics'])(
    'is down with the reason of the %s when that is down',
    async (name) => {
      const down: Health = { status: 'down', reason: `${name} is connecting` };
      expect(await healthOf({ [name]: down })).toEqual(down);
    },
  );

  it('gives every reason, and every detail', async () => {
    const consumer: Health = { status: 'down', reason: 'consumer is crashed' };
    const topics: Health = { status: 'down', reason: 'topic orders is missing' };
    expect((await healthOf({ consumer, topics })).reason).toBe(
      'consumer is crashed; topic orders is missing',
    );
    const details = { consumer: { ...up, detail: 'a waits' }, topics: { ...up, detail: 'b is weak' } };
    expect(await healthOf(details)).toEqual({ status: 'up', detail: 'a waits; b is weak' });
  });

  it('is down and says what to do when broker and client reject each other', async () => {
    const ping = () => Promise.reject(new KafkaRefusedError('check the password'));
    expect(await healthOf({ ping })).toEqual({ status: 'down', reason: 'check the password' });
  });

  it.each<[string, () => Promise<void>]>([
    ['fails', () => Promise.reject(new Error('4111'))],
    ['hangs', () => new Promise(() => {})],
  ])('is down within two seconds when the broker %s', async (_, ping) => {
    const startMs = performance.now();
    expect(await healthOf({ ping })).toEqual({ status: 'down', reason: 'no broker answers' });
    expect(performance.now() - startMs).toBeLessThan(2_000);
  });
});
