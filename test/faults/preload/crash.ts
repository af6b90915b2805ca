// Imported by a service before its own code (`node --import`): kills it as by `kill -9` at a step of a batch.
// CRASH_AT names the step, such as `after write`.
import '@ringtrace/telemetry/start';
import { createRequire } from 'node:module';

type Method = (...args: unknown[]) => unknown;
/** Below the checkout; a class; a method. */
type Step = [file: string, owner: string, method: string];

const analyzer = 'services/analyzer/dist';
const neo4j = 'libs/traced-neo4j/dist';
const ingestor = 'services/ingestor/dist';
const steps: Record<string, Step> = {
  write: [`${analyzer}/graph/transaction.repository.js`, 'TransactionRepository', 'write'],
  rules: [`${analyzer}/rules/rule.runner.js`, 'RuleRunner', 'evaluate'],
  findings: [`${neo4j}/traced-neo4j.js`, 'TracedNeo4j', 'write'],
  judge: [`${analyzer}/verdict/finding.repository.js`, 'FindingRepository', 'store'],
  publish: [`${analyzer}/verdict/verdict.publisher.js`, 'VerdictPublisher', 'publish'],
  accept: [`${ingestor}/publish/transaction.publisher.js`, 'TransactionPublisher', 'publish'],
};

const [when, name = ''] = (process.env.CRASH_AT ?? '').split(' ');
const [file, owner, method = 'commitOffsets'] = steps[name] ?? [];
const prototype = file && owner ? await prototypeOf(file, owner) : offsetManager();
const real = prototype[method];
if (real === undefined) throw new Error(`no step ${name}: ${owner} has no ${method}`);
prototype[method] = async function (this: unknown, ...args: unknown[]) {
  // Of all statements that write, only the one that stores findings.
  if (name === 'findings' && !hasFindings(args[1])) return real.apply(this, args);
  if (when === 'before') die();
  await real.apply(this, args);
  return die();
};

function hasFindings(parameters: unknown): boolean {
  const { batch } = (parameters ?? {}) as { batch?: { findings?: unknown[] } };
  return (batch?.findings?.length ?? 0) > 0;
}

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('killed');
}

async function prototypeOf(path: string, className: string): Promise<Record<string, Method>> {
  const module = await import(new URL(`../../../${path}`, import.meta.url).href);
  return module[className].prototype;
}

/** The Kafka client commits by itself. */
function offsetManager(): Record<string, Method> {
  const require = createRequire(import.meta.url);
  return require('kafkajs/src/consumer/offsetManager').prototype;
}
