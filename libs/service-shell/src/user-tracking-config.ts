// The variables of every service that tells its traces who caused them. Without USER_HASH_KEY nobody is told of.
import { authFailureOf, principalOf } from '@ringtrace/auth';
import type { UserTrackingOptions } from '@ringtrace/user-tracking';
import { z } from 'zod';
import { type ConfigRule, checksOf } from './config-rule.ts';
import { trueOrFalse } from './process-config.ts';
import { secret } from './read-config.ts';

const keyId = z.string().regex(/^[a-z0-9]{1,16}$/);

/** For the schema of a service: `z.object({ ...userTrackingConfig(), … }).check(...userTrackingRules)`. */
export function userTrackingConfig() {
  return {
    USER_HASH_KEY: secret(32)
      .optional()
      .describe(
        'Secret that ids of clients are hashed with for traces, 32 characters or more, used for nothing else. Without it nobody is tracked',
      ),
    USER_HASH_KEY_ID: keyId.default('u1').describe('Id of the key, part of every usr.id: 1 to 16 of a-z 0-9'),
    USER_HASH_PREVIOUS_KEY: secret(32)
      .optional()
      .describe('While keys change, the one before: its hashes are told beside, as usr.previous_id'),
    USER_HASH_PREVIOUS_KEY_ID: keyId.optional().describe('Id of that key'),
    TRACK_IP: z
      .enum(['off', 'truncated', 'full'])
      .default('off')
      .describe(
        'How much of the address of a client traces tell: truncated is /24 or /48, full names a person',
      ),
    RESPECT_DO_NOT_TRACK: trueOrFalse().describe('Whether Sec-GPC: 1 and DNT: 1 keep a client out of traces'),
  };
}

/** Also for one that sends records which may say whose they are. */
export function userPropagationConfig() {
  return {
    PROPAGATE_USER: trueOrFalse().describe(
      'Whether records carry the hash of who sent them, so that traces of who reads them tell it',
    ),
  };
}

type UserTrackingConfig = z.infer<z.ZodObject<ReturnType<typeof userTrackingConfig>>>;
type AllConfig = UserTrackingConfig & z.infer<z.ZodObject<ReturnType<typeof userPropagationConfig>>>;
type Rule = ConfigRule<AllConfig>;

const rules: Rule[] = [
  ...(
    [
      ['PROPAGATE_USER', (config) => config.PROPAGATE_USER === true],
      ['TRACK_IP', (config) => config.TRACK_IP !== undefined && config.TRACK_IP !== 'off'],
      ['USER_HASH_PREVIOUS_KEY', (config) => config.USER_HASH_PREVIOUS_KEY !== undefined],
    ] satisfies [Rule['variable'], Rule['isBroken']][]
  ).map(
    ([variable, isWanted]): Rule => ({
      variable,
      reason: 'is of no use without USER_HASH_KEY',
      isBroken: (config) => config.USER_HASH_KEY === undefined && isWanted(config),
    }),
  ),
  {
    variable: 'USER_HASH_PREVIOUS_KEY',
    reason: 'is the same as USER_HASH_KEY',
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
    reason: 'is the same as USER_HASH_KEY_ID',
    isBroken: (config) =>
      config.USER_HASH_PREVIOUS_KEY_ID !== undefined &&
      config.USER_HASH_PREVIOUS_KEY_ID === config.USER_HASH_KEY_ID,
  },
];

/** What may not be set together, for the schema of a service: `z.object({ … }).check(...userTrackingRules)`. */
export const userTrackingRules = checksOf(rules);

/**
 * What user-tracking wants to know; undefined where nobody is tracked. A user is the id of an API key or the subject of a
 * token. Nothing else of a caller is told, and with authentication off, when everybody is the same, nobody is.
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
    // Of the framework's own address, which TRUSTED_PROXIES decides, as for limits.
    trackIpAddress: config.TRACK_IP,
    respectDoNotTrack: config.RESPECT_DO_NOT_TRACK,
  };
}
