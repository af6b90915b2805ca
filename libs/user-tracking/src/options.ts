// The options: what may be tagged about a user. Each defaults to the strictest choice. They are validated once at startup. Pure.

import type { RequestHeaders } from './do-not-track.ts';
import { checkKeys, type HashKeys } from './keyed-hash.ts';
import type { TrackIpAddress } from './tracked-ip.ts';
import { UserTrackingConfigError } from './user-tracking-config-error.ts';

export type UserField = 'id' | 'name' | 'email' | 'role' | 'tenant' | 'session';

/** `hash`: unreadable without the key, equal values stay equal. `clear`: the plain value, for as long as Datadog keeps it. */
export type FieldMode = 'hash' | 'clear';

/** The parts of a request that are used: from Fastify or Express, and set by guards. */
export interface TrackedRequest {
  readonly headers: RequestHeaders;
  readonly ip?: string | undefined;
  readonly user?: unknown;
}

export interface UserTrackingOptions {
  /**
   * The only fields that are tagged, and how. Default `{ id: 'hash' }`. The id is always tagged, as a hash unless set to
   * `clear`. A clear id, name or e-mail identifies a person to everyone who may read traces.
   */
  fields?: Partial<Record<UserField, FieldMode>>;
  /**
   * The hash key; required unless nothing is hashed. A function is called for every request, so that a key can be rotated
   * without a restart. Once a key is destroyed, its hashes cannot be traced back to anyone.
   */
  hashKey?: HashKeys | (() => HashKeys);
  /** Default `off`. The address is the framework's `request.ip`: behind a proxy, set `trustProxy` there. */
  trackIpAddress?: TrackIpAddress;
  /**
   * Returns the user of a request: an object with `id` (or `sub`) and other fields, or just the id; undefined for no user.
   * Synchronous, since tracking never delays a request. Default `request.user`, which guards set.
   */
  user?(request: TrackedRequest): unknown;
  /** A person is tracked only if this returns true. Default: everyone is tracked. Synchronous. */
  consent?(request: TrackedRequest, user: unknown): boolean;
  /** Whether `Sec-GPC: 1` and `DNT: 1` stop tracking. Default false: they are not read. */
  respectDoNotTrack?: boolean;
  /** Topics whose records may carry the hashed id. Default none. The hash stays there as long as the record. */
  propagateToTopics?: readonly string[];
  /**
   * Whom to tag when a guard rejects a request with 403. Default `anonymous`. `user` tags the user if there is one, and so
   * records what a person tried without permission.
   */
  forbiddenAs?: 'anonymous' | 'user';
  /**
   * Why a request rejected by a guard or hook has no user: a word from a fixed set, such as `expired`. It is tagged in clear,
   * next to `anonymous`. Anything that does not look like such a word is dropped. Synchronous. Default: no reason.
   */
  rejectionReason?(request: TrackedRequest): string | undefined;
}

export interface Settings
  extends Required<Omit<UserTrackingOptions, 'fields' | 'hashKey' | 'propagateToTopics'>> {
  readonly fields: ReadonlyMap<UserField, FieldMode>;
  /** Returns undefined if nothing is hashed. */
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
    if (!knownFields.includes(field)) throw new UserTrackingConfigError(`fields: unknown field ${field}`);
    if (!['hash', 'clear'].includes(mode))
      throw new UserTrackingConfigError(`fields.${field}: must be hash or clear`);
  }
  const { hashKey } = options;
  const hashKeys = () => {
    const keys = typeof hashKey === 'function' ? hashKey() : hashKey;
    if (keys !== undefined) checkKeys(keys);
    return keys;
  };
  if (hashKeys() === undefined && [...fields.values()].includes('hash')) {
    throw new UserTrackingConfigError('hashKey: required because fields are hashed');
  }
  const topics = new Set(options.propagateToTopics);
  if (topics.size > 0 && fields.get('id') !== 'hash') {
    throw new UserTrackingConfigError(
      'propagateToTopics: only a hashed id may be propagated, but fields.id is clear',
    );
  }
  const { trackIpAddress = 'off', forbiddenAs = 'anonymous' } = options;
  if (!['off', 'truncated', 'full'].includes(trackIpAddress)) {
    throw new UserTrackingConfigError('trackIpAddress: must be off, truncated or full');
  }
  if (!['anonymous', 'user'].includes(forbiddenAs)) {
    throw new UserTrackingConfigError('forbiddenAs: must be anonymous or user');
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
    rejectionReason: options.rejectionReason?.bind(options) ?? (() => undefined),
  };
}
