import { describeError } from '@ringtrace/telemetry';
import kafkajs from 'kafkajs';
import { describeEntry } from './kafkajs-log.ts';

const canary = '4111111111111111';

describe('describeEntry of kafkajs’s log', () => {
  it.each([
    [`Crash: KafkaJSNonRetriableError: card ${canary}`, 'Crash'],
    [`Failed to execute listener: card ${canary}`, 'Failed to execute listener'],
    [`Connection error: connect ECONNREFUSED ${canary}`, 'Connection error'],
    [`Failed to send messages: ${canary}`, 'Failed to send messages'],
    [`SASL SCRAM SHA256 authentication failed: ${canary}`, 'SASL SCRAM SHA256 authentication failed'],
    [`card ${canary}`, 'kafkajs (text withheld)'],
    ['This server is not the leader for that topic-partition', 'NOT_LEADER_FOR_PARTITION'],
  ])('reduces %s to %s', (message, text) => {
    const entry = describeEntry('Runner', {
      message,
      error: `broker says ${canary}`,
      stack: canary,
      value: canary,
    });
    expect(entry).toMatchObject({ text, fields: { kafka: 'Runner', reason: '(text withheld)' } });
    expect(JSON.stringify(entry)).not.toContain(canary);
  });

  it('returns where it happened and the protocol’s name of the error', () => {
    const error = 'The group is rebalancing, so a rejoin is needed';
    const entry = describeEntry('Connection', {
      message: 'Response Heartbeat(key: 12, version: 3)',
      error,
      broker: 'kafka:9092',
      topic: 'orders',
      partition: 1,
    });
    expect(entry).toEqual({
      isRoutine: true,
      text: 'Response Heartbeat',
      fields: {
        kafka: 'Connection',
        broker: 'kafka:9092',
        topic: 'orders',
        partition: 1,
        groupId: undefined,
        reason: 'REBALANCE_IN_PROGRESS',
      },
    });
  });
});

describe('describeError of kafkajs’s errors', () => {
  it.each<[string, Error, string]>([
    [
      'the protocol',
      new kafkajs.KafkaJSProtocolError({
        type: 'NOT_LEADER_FOR_PARTITION',
        code: 6,
        message: canary,
      } as never),
      'KafkaJSProtocolError: NOT_LEADER_FOR_PARTITION',
    ],
    [
      'a connection',
      new kafkajs.KafkaJSConnectionError(`Connection error: ${canary}`, {
        broker: 'kafka:9092',
        code: 'ECONNREFUSED',
      } as never),
      'KafkaJSConnectionError: ECONNREFUSED at kafka:9092',
    ],
    [
      'another error that it wraps',
      new kafkajs.KafkaJSNonRetriableError(new Error(`card ${canary}`) as never),
      'KafkaJSNonRetriableError (message withheld)',
    ],
    [
      'the protocol, after retries',
      new kafkajs.KafkaJSNumberOfRetriesExceeded(
        new kafkajs.KafkaJSProtocolError({
          type: 'REQUEST_TIMED_OUT',
          code: 7,
          message: canary,
        } as never) as never,
        { retryCount: 3, retryTime: 1 },
      ),
      'KafkaJSNumberOfRetriesExceeded: KafkaJSProtocolError: REQUEST_TIMED_OUT',
    ],
  ])('describes one of %s by its fields', (_, error, text) => {
    const described = describeError(error);
    expect(JSON.stringify(described)).not.toContain(canary);
    expect(described.message).toBe(text);
  });
});
