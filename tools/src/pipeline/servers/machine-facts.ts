// Finds out what this machine can run, and so how each server is started. Slow checks run only if they matter.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { GivenServers } from './addresses.ts';
import { type BackendName, backendNames } from './backend-names.ts';
import { chooseWay, type Facts, installAdvice, type Way } from './choose-way.ts';
import { javaCommand, javaMajor } from './java.ts';
import type { Server } from './server.ts';
import { servers } from './servers.ts';

const run = promisify(execFile);

export async function machineFacts(
  given: Record<BackendName, boolean>,
  servers: Record<BackendName, Server>,
  wanted: BackendName[],
): Promise<Facts> {
  const fetched = Object.fromEntries(backendNames.map((name) => [name, servers[name].isFetched()]));
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

/** Throws with installation advice if this machine cannot start one of them. */
export type Ways = Partial<Record<BackendName, Way['way']>>;

export async function chooseWays(names: BackendName[], given: GivenServers): Promise<Ways> {
  if (names.length === 0) return {};
  const isGiven = { kafka: !!given.kafka, neo4j: !!given.neo4j, agent: !!given.agent };
  const facts = await machineFacts(isGiven, servers, names);
  const chosen = names.map((name) => ({ name, choice: chooseWay(name, facts) }));
  const impossible = chosen.flatMap(({ name, choice }) =>
    choice.way === 'none' ? [{ name, missing: choice.missing }] : [],
  );
  if (impossible.length > 0) {
    const lacking = impossible.flatMap(({ missing }) => missing);
    throw new Error(
      installAdvice(
        impossible.map(({ name }) => name),
        lacking,
      ),
    );
  }
  return Object.fromEntries(chosen.map(({ name, choice }) => [name, choice.way]));
}
