// What tests need of Kafka besides a broker: the programs of its distribution, and the files in which it keeps a partition.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { instancePaths } from './instance.ts';
import { javaCommand } from './java.ts';
import { kafkaJars } from './kafka.ts';

/** Runs `org.apache.kafka.tools.<tool>` with `input` and returns what it prints. Needs a broker that was started here. */
export async function runKafkaTool(tool: string, args: string[], input = ''): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'kafka-tool-'));
  const java = [
    '-Xmx256m',
    '-XX:TieredStopAtLevel=1',
    `-Djava.io.tmpdir=${folder}`,
    '-cp',
    join(kafkaJars(), '*'),
  ];
  try {
    return await new Promise((resolve, reject) => {
      const command = [...java, `org.apache.kafka.tools.${tool}`, ...args];
      const child = execFile(javaCommand(), command, { maxBuffer: 2 ** 26 }, (error, stdout, stderr) =>
        error ? reject(new Error(`${tool}: ${stderr || error.message}`)) : resolve(stdout),
      );
      child.stdin?.end(input);
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The first segment of a partition, on the broker of an instance. */
export function kafkaLogFile(instance: string, topic: string, partition: number): string {
  return join(instancePaths(instance).data('kafka'), 'log', `${topic}-${partition}`, `${'0'.repeat(20)}.log`);
}
