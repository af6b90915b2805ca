// Looks at what this machine can run. Asks slow questions only when their answer can matter.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { BACKEND_NAMES, type BackendName } from '../backend-names.ts';
import { javaCommand, javaMajor } from '../java-command.ts';
import type { Server } from '../server.ts';
import { chooseWay, type Facts } from './choose-way.ts';

const run = promisify(execFile);

export async function machineFacts(
  given: Record<BackendName, boolean>,
  servers: Record<BackendName, Server>,
  wanted: BackendName[],
): Promise<Facts> {
  const fetched = Object.fromEntries(BACKEND_NAMES.map((name) => [name, servers[name].isFetched()]));
  const [javaMajor, maven, python] = await Promise.all([
    findJava(),
    works('mvn', ['--version']),
    works('python3', ['-c', 'import ensurepip, venv']),
  ]);
  const facts: Facts = {
    given,
    fetched: fetched as Facts['fetched'],
    javaMajor,
    maven,
    python,
    docker: false,
  };
  const lacking = wanted.some((name) => chooseWay(name, facts).way === 'none');
  return lacking ? { ...facts, docker: await dockerWorks() } : facts;
}

async function findJava(): Promise<number | undefined> {
  try {
    const { stderr, stdout } = await run(javaCommand(), ['-version'], { timeout: 20_000 });
    return javaMajor(stderr + stdout);
  } catch {
    return undefined;
  }
}

async function dockerWorks(): Promise<boolean> {
  const answers = await Promise.all([works('docker', ['info']), works('docker', ['compose', 'version'])]);
  return answers.every(Boolean);
}

async function works(command: string, args: string[]): Promise<boolean> {
  try {
    await run(command, args, { timeout: 20_000 });
    return true;
  } catch {
    return false;
  }
}
