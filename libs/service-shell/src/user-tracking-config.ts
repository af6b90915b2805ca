// Environment variables for user tracking in traces. Without USER_HASH_KEY nobody is tracked.
import { authFailureOf, principalOf } from '@ringtrace/auth';
import type { UserTrackingOptions } from '@ringtrace/user-tracking';
import { z } from 'zod';
import { type ConfigCheck, crossFieldChecks } from './config-check.ts';
import { trueOrFalse } from './process-config.ts';
import { secret } from './read-config.ts';

const keyId = z.string().regex(/^[a-z0-9]{1,16}$/);

/** For the schema of a service: `z.object({ ...userTrackingConfig(), … }).check(...userTrackingChecks)`. */
export function userTrackingConfig() {
  return {
    USER_HASH_KEY: secret(32)
      .optional()
      .describe(
        'Secret for hashing client ids in traces, at least 32 characters, used for nothing else. Without it nobody is tracked',
      ),
    USER_HASH_KEY_ID: keyId
      .default('u1')
      .describe('Id of the key, part of every usr.id: 1 to 16 characters of a-z 0-9'),
    USER_HASH_PREVIOUS_KEY: secret(32)
      .optional()
      .describe('During a key rotation, the previous key: its hashes are added as usr.previous_id'),
    USER_HASH_PREVIOUS_KEY_ID: keyId.optional().describe('Id of the previous key'),
    TRACK_IP: z
      .enum(['off', 'truncated', 'full'])
      .default('off')
      .describe(
        "How much of a client's IP address traces contain: truncated is /24 or /48, full identifies a person",
      ),
    RESPECT_DO_NOT_TRACK: trueOrFalse().describe('Whether Sec-GPC: 1 and DNT: 1 keep a client out of traces'),
  };
}

/** In addition, for a service that sends records. */
export function userPropagationConfig() {
  return {
    PROPAGATE_USER: trueOrFalse().describe(
      "Whether records carry the hash of the client that sent them, so that the consumer's traces contain it",
    ),
  };
}

type UserTrackingConfig = z.infer<z.ZodObject<ReturnType<typeof userTrackingConfig>>>;
type AllConfig = UserTrackingConfig & z.infer<z.ZodObject<ReturnType<typeof userPropagationConfig>>>;
type Check = ConfigCheck<AllConfig>;

const checks: Check[] = [
  ...(
    [
      ['PROPAGATE_USER', (config) => config.PROPAGATE_USER === true],
      ['TRACK_IP', (config) => config.TRACK_IP !== undefined && config.TRACK_IP !== 'off'],
      ['USER_HASH_PREVIOUS_KEY', (config) => config.USER_HASH_PREVIOUS_KEY !== undefined],
    ] satisfies [Check['variable'], Check['isBroken']][]
  ).map(
    ([variable, isUsed]): Check => ({
      variable,
      reason: 'requires USER_HASH_KEY',
      isBroken: (config) => config.USER_HASH_KEY === undefined && isUsed(config),
    }),
  ),
  {
    variable: 'USER_HASH_PREVIOUS_KEY',
    reason: 'must differ from USER_HASH_KEY',
    isBroken: (config) =>
      config.USER_HASH_KEY !== undefined && config.USER_HASH_KEY === config.USER_HASH_PREVIOUS_KEY,
  },
  {
    variable: 'USER_HASH_PREVIOUS_KEY_ID',
    reason: 'is not set, but USER_HASH_PREVIOUS_KEY needs it',
    isBroken: (config) =>
      config.USER_HASH_PREVIOUS_KEY !== undefined && config.USER_HASH_PREVIOUS_KEY_ID === undefined,
  },
  {
    variable: 'USER_HASH_PREVIOUS_KEY_ID',
    reason: 'must differ from USER_HASH_KEY_ID',
    isBroken: (config) =>
      config.USER_HASH_PREVIOUS_KEY_ID !== undefined &&
      config.USER_HASH_PREVIOUS_KEY_ID === config.USER_HASH_KEY_ID,
  },
];

/** Cross-field checks for the schema of a service: `z.object({ … }).check(...userTrackingChecks)`. */
export const userTrackingChecks = crossFieldChecks(checks);

/**
 * Options of user-tracking; undefined if nobody is tracked. The user is the id of an API key or the subject of a JWT; nothing
 * else about the caller is recorded. With authentication off all callers are the same, so nobody is tracked.
 */
export function userTrackingOptions(config: Readonly<UserTrackingConfig>): UserTrackingOptions | undefined {
  const { USER_HASH_KEY: key, USER_HASH_PREVIOUS_KEY: previous, USER_HASH_PREVIOUS_KEY_ID: id } = config;
  if (key === undefined) return undefined;
  return {
    hashKey: {
      id: config.USER_HASH_KEY_ID,
      secret: key,
      previous: previous === undefined || id === undefined ? undefined : { id, secret: previous },
    },
    user: (request) => {
      const caller = principalOf(request);
      return caller === undefined || caller.kind === 'none' ? undefined : caller.id;
    },
    rejectionReason: authFailureOf,
    // Applies to Fastify's request.ip, which TRUSTED_PROXIES controls, as for rate limits.
    trackIpAddress: config.TRACK_IP,
    respectDoNotTrack: config.RESPECT_DO_NOT_TRACK,
  };
}
