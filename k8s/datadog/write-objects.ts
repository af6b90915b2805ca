// Creates missing objects and updates existing ones. The tag `ringtrace_id` identifies an object; a dashboard has no such tags, so its
// description contains the same text.
import type { CallApi } from './api.ts';
import type { Kind, ManagedObject } from './objects.ts';

interface Found {
  /** Datadog's id. */
  id: string | number;
  ringtraceId: string;
}

const paths: Record<Kind, string> = {
  slo: '/api/v1/slo',
  monitor: '/api/v1/monitor',
  dashboard: '/api/v1/dashboard',
};

/** Writes all objects in order and reports each one. @throws ApiError at the first refusal */
export async function writeObjects(
  objects: ManagedObject[],
  env: string,
  call: CallApi,
  report: (line: string) => void,
): Promise<void> {
  for (const kind of new Set(objects.map((object) => object.kind))) {
    const wanted = objects.filter((object) => object.kind === kind);
    const found = await findManaged(kind, env, call);
    const known = new Map<string, Found>();
    for (const each of found) {
      const twin = known.get(each.ringtraceId);
      if (twin)
        throw new Error(`${kind}s ${twin.id} and ${each.id} are both ${each.ringtraceId}: delete one`);
      known.set(each.ringtraceId, each);
    }
    for (const { id, body } of wanted) {
      const there = known.get(id);
      if (there) await call('PUT', `${paths[kind]}/${there.id}`, body);
      else await call('POST', paths[kind], body);
      report(`${there ? 'updated' : 'created'} ${kind} ${id}`);
      known.delete(id);
    }
    for (const { id, ringtraceId } of known.values()) {
      report(`left alone ${kind} ${ringtraceId} (${id}): it has no file here any more`);
    }
  }
}

async function findManaged(kind: Kind, env: string, call: CallApi): Promise<Found[]> {
  const all = await readAll(kind, env, call);
  return all.flatMap(({ id, tags = [], description }) => {
    const marks = kind === 'dashboard' ? (description ?? '').split(/[\s,]+/) : tags;
    if (kind !== 'dashboard' && !marks.includes(`env:${env}`)) return [];
    const mark = marks.find((each) => each.startsWith('ringtrace_id:'));
    return mark === undefined ? [] : [{ id, ringtraceId: mark.slice('ringtrace_id:'.length) }];
  });
}

interface Listed {
  id: string | number;
  tags?: string[];
  description?: string | null;
}

const pageSize = 100;

/** Reads page by page, until one is not full. */
async function readAll(kind: Kind, env: string, call: CallApi): Promise<Listed[]> {
  const all: Listed[] = [];
  for (;;) {
    const page = await readPage(kind, env, all.length, call);
    all.push(...page);
    if (page.length < pageSize) return all;
  }
}

async function readPage(kind: Kind, env: string, start: number, call: CallApi): Promise<Listed[]> {
  const path = paths[kind];
  if (kind === 'monitor') {
    const query = {
      monitor_tags: `managed_by:ringtrace,env:${env}`,
      page: start / pageSize,
      page_size: pageSize,
    };
    return (await call('GET', withQuery(path, query))) as Listed[];
  }
  if (kind === 'slo') {
    const query = { tags_query: 'managed_by:ringtrace', limit: pageSize, offset: start };
    return ((await call('GET', withQuery(path, query))) as { data: Listed[] }).data;
  }
  const query = { count: pageSize, start };
  return ((await call('GET', withQuery(path, query))) as { dashboards: Listed[] }).dashboards;
}

function withQuery(path: string, query: Record<string, string | number>): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) parameters.set(key, String(value));
  return `${path}?${parameters}`;
}
