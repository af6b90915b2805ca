// What may be told of a user: the application's choices, with the strictest of each as default, checked once at the start.
// Pure.
import { checkKeys, type HashKeys } from './keyed-hash.ts';
import type { RequestHeaders } from './objection.ts';
import type { TrackIpAddress } from './tracked-ip.ts';
import { UserTrackingConfigError } from './user-tracking-config-error.ts';

export type UserField = 'id' | 'name' | 'email' | 'role' | 'tenant' | 'session';

/** `hash`: nobody can read it without the key, equal values stay equal. `clear`: as it is, for as long as Datadog keeps it. */
export type FieldMode = 'hash' | 'clear';

/** What is used of a request: of Fastify's, of Express's, and of what guards put there. */
export interface TrackedRequest {
  readonly headers: RequestHeaders;
  readonly ip?: string | undefined;
  readonly user?: unknown;
}

export interface UserTrackingOptions {
  /**
   * The only fields that are told, and how. Default `{ id: 'hash' }`. The id is always told, as a hash unless it says
   * `clear`: a clear id, name or e-mail names a person to everybody who may read traces.
   */
  fields?: Partial<Record<UserField, FieldMode>>;
  /**
   * Key of the hashes; required unless nothing is hashed. A function is asked at every request, so that a key can be
   * replaced without a restart. Once a key is destroyed, its hashes lead to nobody.
   */
  hashKey?: HashKeys | (() => HashKeys);
  /** Default `off`. The address is the framework's `request.ip`: behind a proxy, set `trustProxy` there. */
  trackIpAddress?: TrackIpAddress;
  /**
   * The user of a request: an object with `id` (or `sub`) and any other field, or the id itself; undefined for nobody.
   * Synchronous: tracking never keeps a request waiting. Default `request.user`, where guards put it.
   */
  user?(request: TrackedRequest): unknown;
  /** Nothing is told of a person unless this answers true. Default: everybody is tracked. Synchronous. */
  consent?(request: TrackedRequest, user: unknown): boolean;
  /** Whether `Sec-GPC: 1` and `DNT: 1` stop tracking. Default false: they are not read. */
  respectDoNotTrack?: boolean;
  /** Topics whose records may carry the hash of the id. Default none. It stays there as long as the record does. */
  propagateToTopics?: readonly string[];
  /**
   * Who a request was from that a guard answers with 403. Default `anonymous`; `user` tells the user if there is one,
   * that is, it records for a person what they were not allowed to do.
   */
  forbiddenAs?: 'anonymous' | 'user';
  /**
   * Why a request that a guard or hook turned away has no user, in a word of a fixed set, such as `expired`. It is told in
   * clear, beside `anonymous`; what does not look like such a word is not. Synchronous. Default: no more than the status says.
   */
  refusalReason?(request: TrackedRequest): string | undefined;
}

export interface Settings
  extends Required<Omit<UserTrackingOptions, 'fields' | 'hashKey' | 'propagateToTopics'>> {
  readonly fields: ReadonlyMap<UserField, FieldMode>;
  /** Undefined where nothing is hashed. */
  readonly hashKeys: () => HashKeys | undefined;
  readonly propagateToTopics: ReadonlySet<string>;
}

const knownFields: readonly string[] = [
  'id',
  'name',
  'email',
  'role',
  'tenant',
  'session',
] satisfies UserField[];

/** @throws UserTrackingConfigError */
export function settingsOf(options: UserTrackingOptions): Settings {
  const fields = new Map(Object.entries({ id: 'hash', ...options.fields })) as Map<UserField, FieldMode>;
  for (const [field, mode] of fields) {
    if (!knownFields.includes(field)) throw new UserTrackingConfigError(`fields: no field ${field}`);
    if (!['hash', 'clear'].includes(mode))
      throw new UserTrackingConfigError(`fields.${field}: hash or clear`);
  }
  const { hashKey } = options;
  const hashKeys = () => {
    const keys = typeof hashKey === 'function' ? hashKey() : hashKey;
    if (keys !== undefined) checkKeys(keys);
    return keys;
  };
  if (hashKeys() === undefined && [...fields.values()].includes('hash')) {
    throw new UserTrackingConfigError('hashKey: required, fields are hashed');
  }
  const topics = new Set(options.propagateToTopics);
  if (topics.size > 0 && fields.get('id') !== 'hash') {
    throw new UserTrackingConfigError('propagateToTopics: only a hashed id travels, and fields.id is clear');
  }
  const { trackIpAddress = 'off', forbiddenAs = 'anonymous' } = options;
  if (!['off', 'truncated', 'full'].includes(trackIpAddress)) {
    throw new UserTrackingConfigError('trackIpAddress: off, truncated or full');
  }
  if (!['anonymous', 'user'].includes(forbiddenAs)) {
    throw new UserTrackingConfigError('forbiddenAs: anonymous or user');
  }
  return {
    fields,
    hashKeys,
    propagateToTopics: topics,
    trackIpAddress,
    forbiddenAs,
    user: options.user?.bind(options) ?? ((request) => request.user),
    consent: options.consent?.bind(options) ?? (() => true),
    respectDoNotTrack: options.respectDoNotTrack ?? false,
    refusalReason: options.refusalReason?.bind(options) ?? (() => undefined),
  };
}
