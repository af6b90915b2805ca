// Datadog's test agent: takes traces as the real agent does and shows them at /test/session/traces.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheEntry } from '../fetch/cache.ts';
import { pythonEnvironment } from '../fetch/python-environment.ts';
import type { Server } from '../server.ts';
import { TEST_AGENT_VERSION } from '../versions.ts';
import { probeAgent } from './probe-agent.ts';
import { withoutAgentSettings } from './without-agent-settings.ts';

const requirements = fileURLToPath(new URL('../../../../servers/agent/requirements.txt', import.meta.url));
const title = `Datadog test agent ${TEST_AGENT_VERSION}`;
const entry = () => cacheEntry('ddapm-test-agent', TEST_AGENT_VERSION, requirements);

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
      // At INFO it writes every trace it gets.
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
