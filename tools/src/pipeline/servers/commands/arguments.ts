// Reads the command line. Pure: words in, a command or a usage error out.

import { parseCommandLine, UsageError } from '../../../command-line.ts';
import { type BackendName, isBackendName } from '../backend-names.ts';
import { INSTANCE_NAME_RULE, isInstanceName } from '../instance/paths.ts';

export type Command =
  | { command: 'help' }
  | { command: 'up'; instance: string; only: BackendName[]; fresh: boolean }
  | { command: 'down'; instance: string; removeData: boolean }
  | { command: 'status'; instance: string }
  | { command: 'logs'; instance: string; only: BackendName[]; follow: boolean; lines: number };

// Every flag a command does not list is an error there, so that a typing slip never does something else.
const FLAGS: Record<string, readonly string[]> = {
  up: ['instance', 'fresh'],
  down: ['instance', 'fresh', 'remove-data'],
  status: ['instance'],
  logs: ['instance', 'follow', 'lines'],
};

export function readArguments(words: string[]): Command {
  const { values, positionals } = parse(words);
  const [command, ...names] = positionals;
  if (values.help || command === undefined || command === 'help') return { command: 'help' };
  const allowed = FLAGS[command];
  if (!allowed) throw new UsageError(`unknown command '${command}'`);
  const stray = Object.keys(values).find((flag) => !allowed.includes(flag));
  if (stray) throw new UsageError(`'${command}' has no --${stray}`);
  const { instance = 'default', fresh = false, follow = false } = values;
  if (!isInstanceName(instance)) throw new UsageError(`--instance '${instance}': ${INSTANCE_NAME_RULE}`);
  if (command === 'up') return { command, instance, only: backendNames(names), fresh };
  if (command === 'logs')
    return { command, instance, only: backendNames(names), follow, lines: lineCount(values.lines) };
  if (names[0] !== undefined) throw new UsageError(`'${command}' takes no '${names[0]}'`);
  if (command === 'down') return { command, instance, removeData: fresh || !!values['remove-data'] };
  return { command: 'status', instance };
}

function parse(words: string[]) {
  return parseCommandLine({
    args: words,
    strict: true,
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      instance: { type: 'string', short: 'i' },
      fresh: { type: 'boolean' },
      'remove-data': { type: 'boolean' },
      follow: { type: 'boolean', short: 'f' },
      lines: { type: 'string', short: 'n' },
    },
  });
}

function backendNames(names: string[]): BackendName[] {
  return names.map((name) => {
    if (!isBackendName(name)) throw new UsageError(`unknown server '${name}': use kafka, neo4j or agent`);
    return name;
  });
}

function lineCount(text = '100'): number {
  if (!/^\d{1,6}$/.test(text)) throw new UsageError(`--lines ${text}: use a number`);
  return Number(text);
}
