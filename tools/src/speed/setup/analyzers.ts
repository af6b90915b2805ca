// The analyzers that are measured: a warm one that most measures share, and others with their own settings.
import { type Service, type ServiceName, startService } from '../../pipeline/start-services.ts';
import { PaymentStream, streamOf } from '../../traffic/endless/payment-stream.ts';
import { type Drain, drainTopic } from '../measures/drain-topic.ts';
import type { Bench, Tracing, WarmAnalyzer } from './bench.ts';

/** Started and warmed up on first use. */
export function sharedAnalyzer(bench: Bench): Promise<WarmAnalyzer> {
  bench.shared.analyzer ??= startWarm(bench);
  return bench.shared.analyzer;
}

/** Two analyzers cannot run at once: they would share the partitions. */
export async function stopSharedAnalyzer(bench: Bench): Promise<void> {
  const analyzer = await bench.shared.analyzer?.catch(() => undefined);
  delete bench.shared.analyzer;
  await analyzer?.service.stop();
}

export async function withAnalyzer<T>(
  bench: Bench,
  { tracing, environment = {} }: { tracing: Tracing; environment?: Record<string, string> },
  work: (analyzer: Service) => Promise<T>,
): Promise<T> {
  await stopSharedAnalyzer(bench);
  const analyzer = await startBenchService(bench, 'analyzer', tracing, environment);
  try {
    return await work(analyzer);
  } finally {
    await analyzer.stop();
  }
}

async function startWarm(bench: Bench): Promise<WarmAnalyzer> {
  const service = await startBenchService(bench, 'analyzer', bench.options.sampled);
  bench.onEnd(() => service.stop());
  const { perSecond } = await warmUp(bench, service, bench.sizes.warmUpDrains);
  return { service, perSecond };
}

/** Drains until it gets no faster, at most `max` times, to warm up caches, query plans and two JIT compilers. */
export async function warmUp(bench: Bench, analyzer: Service, max: number): Promise<Drain> {
  let last = await drainNew(bench, analyzer, 1_500);
  for (let drains = 1; drains < max; drains++) {
    const next = await drainNew(bench, analyzer, bench.sizes.drainTransactions);
    const isWarm = next.perSecond < last.perSecond * 1.1;
    last = next;
    if (isWarm) break;
  }
  bench.note(`warm: ${Math.round(last.perSecond)} per second`);
  return last;
}

function drainNew(bench: Bench, analyzer: Service, count: number): Promise<Drain> {
  return drainTopic(bench, analyzer, new PaymentStream(streamOf(count)).take(count));
}

/** Starts a service as in production, except that traces go to the benchmark's agent. */
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
        : // The default limit of 100 traces per second would keep less than 100 %.
          { DD_TRACE_SAMPLE_RATE: String(tracing), DD_TRACE_RATE_LIMIT: '-1' }),
      // The chart's setting for the smallest pods.
      NODE_OPTIONS: `--max-old-space-size=${name === 'ingestor' ? 144 : 192} --max-semi-space-size=16`,
      ...(name === 'ingestor' ? { TOKEN_KEY: 'only for measuring, never for real identifiers' } : {}),
      ...environment,
    },
  });
}
