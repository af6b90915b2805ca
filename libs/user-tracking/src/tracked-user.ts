// Turns an application's user into the tags that the options allow, and nothing else. Pure.
import type { TraceUser } from '@ringtrace/telemetry';
import { type HashKeys, keyedHash } from './keyed-hash.ts';
import type { Settings, UserField } from './options.ts';

/** Clear values are truncated to this many characters. */
export const maxClearLength = 200;

// The names that dd-trace and App and API Protection use.
const tagNames: Record<UserField, string> = {
  id: 'id',
  name: 'name',
  email: 'email',
  role: 'role',
  tenant: 'tenant',
  session: 'session_id',
};

/** Undefined if there is no user, or its id is neither text nor a number. */
export function trackedUser(
  user: unknown,
  settings: Pick<Settings, 'fields'>,
  keys: HashKeys | undefined,
): TraceUser | undefined {
  const id = idOf(user);
  if (id === undefined) return undefined;
  const tags: Record<string, string> = {};
  for (const [field, mode] of settings.fields) {
    const value = field === 'id' ? id : textOf(read(user, field));
    if (value === undefined) continue;
    if (mode === 'clear') tags[tagNames[field]] = value.slice(0, maxClearLength);
    else if (keys) tags[tagNames[field]] = keyedHash(keys, field, value);
  }
  if (settings.fields.get('id') === 'hash' && keys?.previous) {
    tags.previous_id = keyedHash(keys.previous, 'id', id);
  }
  return tags.id === undefined ? undefined : { ...tags, id: tags.id };
}

/** A value as text, if it can be tagged: strings, numbers, booleans, and lists of them joined by commas. No objects. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim() || undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined;
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (!Array.isArray(value)) return undefined;
  const texts = value.filter((each) => !Array.isArray(each)).map(textOf);
  return texts.filter((text) => text !== undefined).join(',') || undefined;
}

function idOf(user: unknown): string | undefined {
  if (typeof user === 'object') return identifier(read(user, 'id')) ?? identifier(read(user, 'sub'));
  return identifier(user);
}

// Lists and booleans are not ids: several people would become one.
function identifier(value: unknown): string | undefined {
  return ['string', 'number', 'bigint'].includes(typeof value) ? textOf(value) : undefined;
}

// A user can be anything, including getters and proxies that throw.
function read(user: unknown, field: string): unknown {
  try {
    return typeof user === 'object' && user !== null ? Reflect.get(user, field) : undefined;
  } catch {
    return undefined;
  }
}
