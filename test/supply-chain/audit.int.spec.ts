// `npm run audit` against registries with and without an advisory service.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const servers: Server[] = [];

/** Answers requests for advisories only. */
async function registry(status: number, advisories: object = {}): Promise<string> {
  const server = createServer((request, response) => {
    const isAudit = request.method === 'POST';
    response.writeHead(isAudit ? status : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(isAudit ? advisories : {}));
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const audit = (url: string, settings: NodeJS.ProcessEnv = {}, words: string[] = []) =>
  new Promise<{ code: unknown; said: string }>((resolve) => {
    const env = { ...process.env, npm_config_registry: url, npm_config_fetch_retries: '0', ...settings };
    execFile(process.execPath, ['test/audit.ts', ...words], { cwd: root, env }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, said: stdout + stderr }),
    );
  });

afterAll(() => {
  for (const server of servers) server.close();
});

describe('npm run audit', () => {
  it('passes when the registry knows no advisory', async () => {
    expect(await audit(await registry(200))).toEqual({ code: 0, said: '0 open, 0 explained, 0 idle\n' });
  });

  it('fails for an unexplained advisory, and names it', async () => {
    const weakness = {
      ...{ id: 1, url: 'https://github.com/advisories/GHSA-made-upup-only', title: 'Made up' },
      ...{ severity: 'high', vulnerable_versions: '<999', cwe: [], cvss: { score: 8, vectorString: null } },
    };
    const { code, said } = await audit(await registry(200, { fastify: [weakness] }));
    expect(code).toBe(1);
    expect(said).toContain('open       high fastify <999: Made up');
  });

  it.each<[string, () => Promise<string>, NodeJS.ProcessEnv]>([
    ['has no such service', () => registry(405), {}],
    ['is unreachable', async () => 'http://127.0.0.1:9/', {}],
    [
      'is unreachable, with npm set to offline',
      async () => 'http://127.0.0.1:9/',
      { npm_config_offline: 'true' },
    ],
  ])('reports an unknown result with its own exit code when the registry %s', async (_, url, settings) => {
    const { code, said } = await audit(await url(), settings);
    expect(code).toBe(2);
    expect(said).toMatch(/^not known: the registry gave no report \(.*(405|ECONNREFUSED)/);
  });

  it.each([['--tpyo'], ['extra']])('with %s asks nobody and reports a usage error', async (word) => {
    const { code, said } = await audit('http://127.0.0.1:9/', {}, [word]);
    expect(code).toBe(64);
    expect(said).toContain(word);
    expect(said).toContain('npm run audit: ');
  });
});
