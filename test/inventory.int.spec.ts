// Each service serves exactly what its OpenAPI document describes, plus probes, metrics and its documentation: an
// undocumented route is one that nobody watches.

import { createHttpApp, readConfig } from '@ringtrace/service-shell';
import { freePort } from '@ringtrace/tools';
import { AppModule } from '../services/analyzer/src/app.module.ts';
import { config as analyzerConfig } from '../services/analyzer/src/config.ts';
import { openApi as analyzerApi } from '../services/analyzer/src/openapi.ts';
import { createApp } from '../services/ingestor/src/app.ts';
import { config as ingestorConfig } from '../services/ingestor/src/config.ts';
import { openApi as ingestorApi } from '../services/ingestor/src/openapi.ts';

const open = { AUTH_MODE: 'none', LOG_LEVEL: 'silent' };
const nobody = async () => `127.0.0.1:${await freePort()}`;

async function ingestor() {
  const TOKEN_KEY = 'a key of at least thirty-two characters';
  return createApp(readConfig(ingestorConfig, { ...open, TOKEN_KEY, KAFKA_BROKERS: await nobody() }));
}
async function analyzer() {
  const settings = {
    ...{ ...open, KAFKA_BROKERS: await nobody() },
    ...{ NEO4J_URI: `bolt://${await nobody()}`, NEO4J_PASSWORD: 'none' },
  };
  const module = AppModule.with(readConfig(analyzerConfig, settings));
  return createHttpApp({ module, openApi: analyzerApi });
}

/** Lines such as `GET /v1/rings`, from Fastify's route tree, in which a child is indented by four columns. */
function routesIn(tree: string): string[] {
  const above: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const [, indent = '', part = '', methods] = /^([\s│]*[├└]── )(\S*)(?: \((.+)\))?$/.exec(line) ?? [];
    if (part === '') return [];
    const depth = indent.length / 4 - 1;
    above.length = depth;
    above[depth] = part;
    const path = above.join('');
    return (methods ?? '')
      .split(', ')
      .filter((method) => method !== '' && method !== 'HEAD')
      .map((method) => `${method} ${path}`);
  });
}

const described = ({ paths = {} }: typeof ingestorApi) =>
  Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map(
      (method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
    ),
  );

it.each([
  ['ingestor', ingestor, ingestorApi],
  ['analyzer', analyzer, analyzerApi],
] as const)('the %s serves what it describes, and nothing else', async (_, start, document) => {
  const app = await start();
  try {
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    const served = routesIn(app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false }));
    expect(served).toContain('GET /docs/json');
    const own = served.filter((route) => !/^GET \/docs(\/|$)/.test(route));
    const operations = ['GET /health/live', 'GET /health/ready', 'GET /metrics'];
    expect(own.sort()).toEqual([...described(document), ...operations].sort());
  } finally {
    await app.close();
  }
});
