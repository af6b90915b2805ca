// From what an application calls its user to what is told of them, and nothing else. Pure.
import type { TraceUser } from '@ringtrace/telemetry';
import { type HashKeys, keyedHash } from './keyed-hash.ts';
import type { Settings, UserField } from './options.ts';

/** Longest value that is told in clear, in characters; what is longer is cut. */
export const maxClear = 200;

// As dd-trace and App and API Protection name them.
const tagNames: Record<UserField, string> = {
  id: 'id',
  name: 'name',
  email: 'email',
  role: 'role',
  tenant: 'tenant',
  session: 'session_id',
};

/** Undefined where there is nobody, or somebody without an id that is text or a number. */
export function trackedUser(
  user: unknown,
  settings: Pick<Settings, 'fields'>,
  keys: HashKeys | undefined,
): TraceUser | undefined {
  const id = idOf(user);
  if (id === undefined) return undefined;
  const told: Record<string, string> = {};
  for (const [field, mode] of settings.fields) {
    const value = field === 'id' ? id : textOf(read(user, field));
    if (value === undefined) continue;
    if (mode === 'clear') told[tagNames[field]] = value.slice(0, maxClear);
    else if (keys) told[tagNames[field]] = keyedHash(keys, field, value);
  }
  if (settings.fields.get('id') === 'hash' && keys?.previous) {
    told.previous_id = keyedHash(keys.previous, 'id', id);
  }
  return told.id === undefined ? undefined : { ...told, id: told.id };
}

/** Text of a value that can be told: numbers count, several roles are joined, objects are nobody's business. */
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

// Lists and yes or no are no ids: several people would become one.
function identifier(value: unknown): string | undefined {
  return ['string', 'number', 'bigint'].includes(typeof value) ? textOf(value) : undefined;
}

// A user may be anything, getters and proxies that throw included.
function read(user: unknown, field: string): unknown {
  try {
    return typeof user === 'object' && user !== null ? Reflect.get(user, field) : undefined;
  } catch {
    return undefined;
  }
}
