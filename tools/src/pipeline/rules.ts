// `npm run rules`: runs the analyzer's rules CLI, with --local on a Neo4j that it starts on this machine.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { say, sayError } from '../program.ts';
import { startBackends } from './servers/start-backends.ts';

const program = fileURLToPath(new URL('../../../services/analyzer/dist/rules-cli.js', import.meta.url));
const demo = 'demo';

const given = process.argv.slice(2);
const isLocal = given.includes('--local');
const words = given.filter((word) => word !== '--local');

async function run(more: string[], environment: Record<string, string>): Promise<number> {
  const child = spawn(process.execPath, [program, ...words, ...more], {
    stdio: 'inherit',
    // File names are relative to where npm was called, not to its package.json.
    cwd: process.env.INIT_CWD ?? process.cwd(),
    env: { ...process.env, ...environment },
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

async function runLocally(): Promise<number> {
  const backends = await startBackends({ instance: demo, only: ['neo4j'], progress: sayError });
  try {
    // A database named by the environment is not ours to prepare.
    return await run(backends.origins.neo4j === 'given' ? [] : ['--prepare'], backends.environment);
  } finally {
    await backends.stop();
  }
}

process.exitCode = isLocal && words.includes('check') ? await runLocally() : await run([], {});
if (words.length === 0 || words.includes('--help') || words.includes('-h')) {
  say(
    `\nHere also --local: checks on the graph of "npm run demo" (${join('.local', demo)}), whether the demo runs or not.`,
  );
}
