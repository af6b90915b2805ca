import { classifyFailure, type RequestFailure } from './classify-failure.ts';

const protocolError = (type: string) => Object.assign(new Error('from the broker'), { type });
const wrapped = (cause: Error) => new Error('retries exceeded', { cause });

describe('classifyFailure', () => {
  it.each<[string, Error, RequestFailure]>([
    ['a closed connection', Object.assign(new Error(), { code: 'ECONNRESET' }), 'no-answer'],
    ['a client without its version table', new Error('Broker not connected'), 'no-answer'],
    ['a broker without enough replicas', wrapped(protocolError('NOT_ENOUGH_REPLICAS')), 'refused'],
    ['a record that is too large', wrapped(protocolError('MESSAGE_TOO_LARGE')), 'request'],
    ['a record that breaks a policy of the broker', wrapped(protocolError('POLICY_VIOLATION')), 'request'],
    ['a topic that is missing', wrapped(protocolError('UNKNOWN_TOPIC_OR_PARTITION')), 'refused'],
    ['a record that cannot be encoded', wrapped(new TypeError('not a string')), 'request'],
  ])('of %s', (_, error, expected) => {
    expect(classifyFailure(error)).toBe(expected);
  });
});
