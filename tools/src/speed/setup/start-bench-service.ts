// A service as a process of its own, with the settings that a measure wants.
import { type Service, type ServiceName, startService } from '../../pipeline/start-service.ts';
import type { Bench, Tracing } from './bench.ts';

/** A service as it runs in production, but for where its traces go. */
export function startBenchService(
  bench: Bench,
  name: ServiceName,
  tracing: Tracing,
  environment: Record<string, string> = {},
): Promise<Service> {
  return startService(name, {
    logFolder: bench.logFolder,
    signal: bench.signal,
    environment: {
      ...bench.backends.environment,
      DD_ENV: 'bench',
      AUTH_MODE: 'none',
      RATE_LIMIT_PER_MINUTE: '0',
      DD_TRACE_AGENT_URL: bench.agent.url,
      ...(tracing === 'off'
        ? { DD_TRACE_ENABLED: 'false' }
        : // The limit of 100 traces a second would make 100 percent less.
          { DD_TRACE_SAMPLE_RATE: String(tracing), DD_TRACE_RATE_LIMIT: '-1' }),
      // As the chart gives it to the smallest pods.
      NODE_OPTIONS: `--max-old-space-size=${name === 'ingestor' ? 144 : 192} --max-semi-space-size=16`,
      ...(name === 'ingestor' ? { TOKEN_KEY: 'only for measuring, never for real identifiers' } : {}),
      ...environment,
    },
  });
}
