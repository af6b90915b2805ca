// The requests that writing the objects takes. A server in this process stands in for Datadog's API: the real one needs
// an account, so whether it accepts these bodies is not tested here.
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createApi } from '../../k8s/datadog/api.ts';
import { type ManagedObject, readObjects } from '../../k8s/datadog/objects.ts';
import { writeObjects } from '../../k8s/datadog/write-objects.ts';

const folder = fileURLToPath(new URL('../../k8s/datadog/', import.meta.url));
const values = (env: string) => ({
  env,
  name: 'ringtrace',
  team: 'fraud',
  notify: '@on-call',
  runbook: 'https://x.example/alerts',
});

type Stored = { id: string; tags?: string[]; description?: string } & Record<string, unknown>;

interface PlayedAnswer {
  status: number;
  headers?: Record<string, string>;
  body: unknown;
}

/** Stores what it is sent, as Datadog does; `refuse` can answer a request with an error instead. */
class PlayedDatadog {
  readonly requests: string[] = [];
  readonly stored: Record<string, Stored[]> = { slo: [], monitor: [], dashboard: [] };
  refuse: (
    request: string,
  ) => { status: number; headers?: Record<string, string>; text?: string } | undefined = () => undefined;
  private readonly server: Server = createServer(async (request, response) => {
    const { status, headers = {}, body } = await this.answer(request);
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
  });

  async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage): Promise<PlayedAnswer> {
    const url = new URL(request.url ?? '', 'http://api');
    const [, , , kind = '', id] = url.pathname.split('/');
    const line = `${request.method} ${kind}${id ? ` ${id}` : ''}`;
    this.requests.push(line);
    const body = JSON.parse((await request.toArray()).join('') || 'null');
    const refusal = this.refuse(line);
    if (refusal) return { ...refusal, body: refusal.text ?? '' };
    if (request.headers['dd-api-key'] !== 'api' || request.headers['dd-application-key'] !== 'app')
      return { status: 403, body: { errors: ['Forbidden'] } };
    const all = this.stored[kind] ?? [];
    if (request.method === 'GET') return { status: 200, body: page(kind, all, url.searchParams) };
    const known = all.find((each) => each.id === id);
    if (known) Object.assign(known, body);
    else all.push({ ...body, id: `${kind}-${all.length}` });
    return { status: 200, body: {} };
  }
}

function page(kind: string, all: Stored[], query: URLSearchParams) {
  const number = (name: string) => Number(query.get(name));
  if (kind === 'monitor')
    return all.slice(number('page') * number('page_size')).slice(0, number('page_size'));
  if (kind === 'slo') return { data: all.slice(number('offset')).slice(0, number('limit')) };
  return { dashboards: all.slice(number('start')).slice(0, number('count')) };
}

let datadog: PlayedDatadog;
let url: string;

beforeEach(async () => {
  datadog = new PlayedDatadog();
  url = await datadog.start();
});
afterEach(() => datadog.stop());

async function write(
  env: string,
  objects = readObjects(folder, values(env)),
  keys = { apiKey: 'api', appKey: 'app' },
) {
  const lines: string[] = [];
  await writeObjects(objects, env, createApi({ url, ...keys }), (line) => lines.push(line));
  return lines;
}

const counts = () => Object.values(datadog.stored).map((all) => all.length);

describe('writing the objects', () => {
  it('creates all of them, and updates the same ones the second time', async () => {
    const created = await write('prod');
    const after = counts();
    expect(created.every((line) => line.startsWith('created '))).toBe(true);
    expect((await write('prod')).map((line) => line.split(' ')[0])).toEqual(created.map(() => 'updated'));
    expect(counts()).toEqual(after);
    expect(JSON.stringify(datadog.stored)).not.toMatch(/%[a-z]+%/);
  });

  it('keeps environments apart, except for the shared dashboard', async () => {
    await write('prod');
    const [slos = 0, monitors = 0] = counts();
    const second = await write('staging');
    expect(counts()).toEqual([2 * slos, 2 * monitors, 1]);
    expect(second.filter((line) => line.startsWith('updated'))).toEqual(['updated dashboard pipeline']);
  });

  it('finds its own objects among hundreds, and touches no other', async () => {
    const others = Array.from({ length: 250 }, (_, n) => ({
      id: `other-${n}`,
      tags: ['env:prod'],
      description: 'theirs',
    }));
    for (const all of Object.values(datadog.stored)) all.push(...structuredClone(others));
    await write('prod');
    await write('prod');
    expect(datadog.requests.filter((request) => request.includes('other'))).toEqual([]);
    expect(datadog.stored.dashboard).toHaveLength(251);
  });

  it('reports an object whose file is gone, and leaves it alone', async () => {
    const gone = { id: '7', tags: ['managed_by:ringtrace', 'ringtrace_id:gone', 'env:prod'] };
    datadog.stored.monitor?.push(gone);
    expect(await write('prod')).toContain('left alone monitor gone (7): it has no file here any more');
    expect(datadog.stored.monitor).toContain(gone);
  });

  it('does not choose between two objects that claim the same id', async () => {
    const twin = (id: string) => ({ id, tags: ['ringtrace_id:dead-letters', 'env:prod'] });
    datadog.stored.monitor?.push(twin('7'), twin('8'));
    await expect(write('prod')).rejects.toThrow('monitors 7 and 8 are both dead-letters: delete one');
  });
});

describe('an error answer', () => {
  const one: ManagedObject[] = [
    { kind: 'monitor', id: 'x', body: { name: 'x', tags: ['ringtrace_id:x', 'env:prod'] } },
  ];
  /** Refuses the first requests that match. */
  function refuse(
    times: number,
    like: string,
    status: number,
    headers = {},
    text = '{"errors":["too much"]}',
  ) {
    let left = times;
    datadog.refuse = (request) =>
      request.startsWith(like) && left-- > 0 ? { status, headers, text } : undefined;
  }

  it('is retried after the time that a 429 asks for', async () => {
    refuse(1, 'POST', 429, { 'x-ratelimit-reset': '1' });
    const begin = performance.now();
    expect(await write('prod', one)).toEqual(['created monitor x']);
    expect(performance.now() - begin).toBeGreaterThan(950);
    expect(datadog.requests).toEqual(['GET monitor', 'POST monitor', 'POST monitor']);
  });

  it('is retried after a 500 where that is idempotent', async () => {
    refuse(1, 'GET', 502);
    expect(await write('prod', one)).toEqual(['created monitor x']);
    refuse(1, 'POST', 502);
    const [other] = one.map((object) => ({ ...object, id: 'y' }));
    await expect(write('prod', other ? [other] : [])).rejects.toThrow(
      'POST /api/v1/monitor answered 502: too much',
    );
  });

  it.each([
    [400, '{"errors":["query: invalid"]}', /^POST \/api\/v1\/monitor answered 400: query: invalid$/],
    [
      403,
      '{"errors":["Forbidden"]}',
      /answered 403 \(are DD_API_KEY, DD_APP_KEY and DD_SITE right\?\): Forbidden$/,
    ],
    [413, '<html>a proxy</html>', /answered 413: <html>a proxy<\/html>$/],
  ])('of %i is final, and told without the keys', async (status, text, message) => {
    refuse(9, 'POST', status, {}, text);
    await expect(write('prod', one)).rejects.toThrow(message);
    expect(datadog.requests).toEqual(['GET monitor', 'POST monitor']);
  });

  it('of an unreachable host is reported', async () => {
    await datadog.stop();
    const call = createApi({ url, apiKey: 'api', appKey: 'app', tries: 1 });
    await expect(call('GET', '/api/v1/slo?a=b')).rejects.toThrow(
      /^GET \/api\/v1\/slo had no answer: .*ECONNREFUSED/,
    );
    datadog = new PlayedDatadog();
    await datadog.start();
  });
});

describe('the command', () => {
  function run(args: string[], env: Record<string, string> = {}) {
    const { PATH = '' } = process.env;
    const { status, stdout, stderr } = spawnSync(process.execPath, [`${folder}apply.ts`, ...args], {
      env: { PATH, ...env },
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  }

  it('prints what it would write, offline and without keys', () => {
    const { status, stdout, stderr } = run(['--env', 'prod', '--dry-run']);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('would write monitor dead-letters: [ringtrace prod] ');
  });

  it('prints its help', () => {
    expect(run(['--help'])).toMatchObject({ status: 0, stdout: expect.stringContaining('--env <name>') });
  });

  it.each<[string[], Record<string, string>, RegExp]>([
    [[], {}, /^--env is missing/],
    [['--env', 'a b'], {}, /^--env is not a valid tag value/],
    [['--evn', 'prod'], {}, /--evn/],
    [['--env', 'prod'], {}, /^DD_API_KEY is not set/],
    [['--env', 'prod'], { DD_API_KEY: 'api' }, /^DD_APP_KEY is not set/],
    [
      ['--env', 'prod'],
      { DD_API_KEY: 'api', DD_APP_KEY: 'app', DD_SITE: 'eu' },
      /^DD_SITE is not a site name/,
    ],
  ])('ends with 2 for %j %j', (args, env, message) => {
    const { status, stderr } = run(args, env);
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
  });

  it('exits with 1 and shows no key when Datadog does not answer', () => {
    // A host name that does not resolve: no request leaves this machine.
    const env = { DD_API_KEY: 'secret-api', DD_APP_KEY: 'secret-app', DD_SITE: 'datadog.invalid' };
    const { status, stderr } = run(['--env', 'prod'], env);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^GET \/api\/v1\/slo had no answer: /);
    expect(stderr).not.toContain('secret');
  });
});
