// Which answers of a broker say that a record was not taken, and what to do about it. Any other failure of a request leaves
// open whether the record is on the topic. Pure.
import type { RefusalReason } from '../errors.ts';

const reasons: Record<string, RefusalReason> = {
  MESSAGE_TOO_LARGE: 'too-large',
  RECORD_LIST_TOO_LARGE: 'too-large',
  INVALID_RECORD: 'invalid',
  INVALID_TIMESTAMP: 'invalid',
  POLICY_VIOLATION: 'invalid',
  UNSUPPORTED_FOR_MESSAGE_FORMAT: 'invalid',
  UNKNOWN_TOPIC_OR_PARTITION: 'unknown-topic',
  INVALID_TOPIC_EXCEPTION: 'unknown-topic',
  TOPIC_AUTHORIZATION_FAILED: 'not-authorized',
  CLUSTER_AUTHORIZATION_FAILED: 'not-authorized',
};

const texts: Record<RefusalReason, (topic: string) => string> = {
  'too-large': (topic) =>
    `the broker refuses a record for ${topic} as too large: send less, or raise max.message.bytes of the topic`,
  invalid: (topic) =>
    `the broker refuses a record for ${topic} as invalid: a compacted topic needs a key; check the topic's message settings`,
  'unknown-topic': (topic) => `the broker has no topic ${topic}: create it`,
  'not-authorized': (topic) =>
    `the broker denies this client access to a topic: add the ACL for Write on ${topic}`,
};

/** Undefined if the record may be on the topic. */
export function refusalReasonOf(type: string): RefusalReason | undefined {
  return Object.hasOwn(reasons, type) ? reasons[type] : undefined;
}

/** `type` is the name of a Kafka protocol error. Undefined if the record may be on the topic. */
export function explainRefusal(
  type: string,
  topic: string,
): { reason: RefusalReason; message: string } | undefined {
  const reason = refusalReasonOf(type);
  return reason && { reason, message: texts[reason](topic) };
}
