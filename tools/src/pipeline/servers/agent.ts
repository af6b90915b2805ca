// Datadog's test agent: accepts traces like the real agent and lists them at /test/session/traces.
import { existsSync, mkdirSync } from 'node:fs';
import { request } from 'node:http';
import { request as requestTls } from 'node:https';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheEntry } from './cache.ts';
import { pythonEnvironment } from './python.ts';
import { type Server, testAgentVersion } from './server.ts';

const requirements = fileURLToPath(new URL('../../../servers/agent/requirements.txt', import.meta.url));
const title = `Datadog test agent ${testAgentVersion}`;
const entry = () => cacheEntry('ddapm-test-agent', testAgentVersion, requirements);

export const agentServer: Server = {
  name: 'agent',
  title,
  ports: ['agent', 'otlpHttp', 'otlpGrpc'],
  isFetched: () => existsSync(entry()),
  fetch: ({ children, paths, progress }) =>
    pythonEnvironment({ title, requirements, entry: entry() }, children, paths.log('agent-fetch'), progress),
  async launch(environment, { paths, ports, children }) {
    const folder = paths.data('agent');
    mkdirSync(folder, { recursive: true });
    const args = [
      '-m',
      'ddapm_test_agent.agent',
      '--host=127.0.0.1',
      `--port=${ports.agent}`,
      `--otlp-http-port=${ports.otlpHttp}`,
      `--otlp-grpc-port=${ports.otlpGrpc}`,
      // At INFO it logs every trace.
      '--log-level=WARNING',
      '--disable-llmobs-data-forwarding',
    ];
    return children.start(title, join(environment, 'bin', 'python'), args, {
      logFile: paths.log('agent'),
      cwd: folder,
      env: withoutAgentSettings(process.env),
      graceMs: 5_000,
    });
  },
  probe: ({ ports }) => probeAgent(`http://127.0.0.1:${ports.agent}`),
};

const agentSettings = /^(DD_|VCR_|SNAPSHOT_|OTLP_|HOST$|PORT$|WEB_UI_PORT$|LOG_LEVEL$|ENABLED_CHECKS$)/;

/** Hides the caller's Datadog settings: with DD_AGENT_URL or DD_API_KEY the test agent would forward traces to Datadog. */
export function withoutAgentSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const names = Object.keys(env).filter((name) => agentSettings.test(name));
  return Object.fromEntries(names.map((name) => [name, undefined]));
}

/** Throws unless GET /info answers 200. Supports http, https and unix:///path/to/socket, as tracers do. */
export async function probeAgent(agentUrl: string): Promise<void> {
  const url = new URL(agentUrl);
  const { hostname, port, protocol, pathname } = url;
  const target = protocol === 'unix:' ? { socketPath: pathname } : { hostname, port, protocol };
  const send = protocol === 'https:' ? requestTls : request;
  return new Promise<void>((resolve, reject) => {
    const sent = send({ ...target, path: '/info', timeout: 3_000 }, (response) => {
      response.resume();
      if (response.statusCode === 200) resolve();
      else reject(new Error(`GET /info answered ${response.statusCode}`));
    });
    sent.on('timeout', () => sent.destroy(new Error('no answer in 3 s')));
    sent.on('error', reject);
    sent.end();
  });
}
