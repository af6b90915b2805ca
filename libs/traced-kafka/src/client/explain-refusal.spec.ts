import { explainRefusal } from './explain-refusal.ts';

describe('explainRefusal', () => {
  it.each([
    ['MESSAGE_TOO_LARGE', 'too-large', 'max.message.bytes'],
    ['RECORD_LIST_TOO_LARGE', 'too-large', 'max.message.bytes'],
    ['INVALID_RECORD', 'invalid', 'needs a key'],
    ['UNKNOWN_TOPIC_OR_PARTITION', 'unknown-topic', 'create it'],
    ['TOPIC_AUTHORIZATION_FAILED', 'not-authorized', 'add the ACL'],
  ])('says for %s what to do', (type, reason, text) => {
    expect(explainRefusal(type, 'orders')).toMatchObject({ reason, message: expect.stringContaining(text) });
  });

  // The record may be on the topic: on the leader only, or acknowledged too late.
  it.each([
    'REQUEST_TIMED_OUT',
    'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
    'NOT_LEADER_FOR_PARTITION',
    'UNKNOWN',
    'toString',
  ])('does not take %s for a refusal', (type) => {
    expect(explainRefusal(type, 'orders')).toBeUndefined();
  });
});
