// What results depend on: machine, versions and JVM settings. No names of hosts, users or folders.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

export interface MachineFacts {
  cores: number;
  cpuModel: string;
  memoryGb: number;
  node: string;
  java: string;
  kafka: string;
  neo4j: string;
  /** JVM settings by server that affect speed. */
  jvm: Record<string, string[]>;
}

export function machineFacts(pids: { kafka: number; neo4j: number }): MachineFacts {
  return {
    cores: cpus().length,
    cpuModel: cpus()[0]?.model ?? 'unknown',
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    java: javaVersion(commandOf(pids.neo4j)[0] ?? 'java'),
    kafka: jarVersion(pids.kafka, /^kafka_[\d.]+-(\d[\w.]*)\.jar$/),
    neo4j: jarVersion(pids.neo4j, /^neo4j-(\d[\w.]*)\.jar$/),
    jvm: { kafka: jvmOptions(pids.kafka), neo4j: jvmOptions(pids.neo4j) },
  };
}

// `-version` writes to stderr, possibly after a notice about options; `--version` writes to stdout.
function javaVersion(java: string): string {
  const answer = execFileSync(java, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return answer.split('\n')[0] ?? 'unknown';
}

function commandOf(pid: number): string[] {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
}

function environmentOf(pid: number): string[] {
  return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
}

function jarVersion(pid: number, name: RegExp): string {
  const command = commandOf(pid);
  const folder = command[command.indexOf('-cp') + 1]?.replace(/\/\*$/, '') ?? '';
  return readdirSync(folder).flatMap((file) => name.exec(file)?.[1] ?? [])[0] ?? 'unknown';
}

// Options from the environment come last and win.
function jvmOptions(pid: number): string[] {
  const added = environmentOf(pid).find((entry) => entry.startsWith('_JAVA_OPTIONS=')) ?? '';
  const all = [...commandOf(pid), ...added.slice('_JAVA_OPTIONS='.length).split(' ')];
  const speed = all.filter((option) => /^-X(m[sx]|X:)/.test(option));
  return [...new Map(speed.map((option) => [/^-X(m[sx]|X:[^=]*)/.exec(option)?.[0], option])).values()];
}
