// Parses the command line of `npm run local`. Pure.
import { parseCommandLine, UsageError } from '../../program.ts';
import { type BackendName, isBackendName } from './backend-names.ts';
import { instanceNameRule, isInstanceName } from './instance.ts';

export type Command =
  | { command: 'help' }
  | { command: 'up'; instance: string; only: BackendName[]; fresh: boolean; brokers: 1 | 3 }
  | { command: 'down'; instance: string; removeData: boolean }
  | { command: 'status'; instance: string }
  | { command: 'logs'; instance: string; only: BackendName[]; follow: boolean; lines: number };

// A flag that a command does not list is an error, so a typo never does something else.
const flagsOf: Record<string, readonly string[]> = {
  up: ['instance', 'fresh', 'brokers'],
  down: ['instance', 'fresh', 'remove-data'],
  status: ['instance'],
  logs: ['instance', 'follow', 'lines'],
};

export function readArguments(words: string[]): Command {
  const { values, positionals } = parse(words);
  const [command, ...names] = positionals;
  if (values.help || command === undefined || command === 'help') return { command: 'help' };
  const allowed = flagsOf[command];
  if (!allowed) throw new UsageError(`unknown command '${command}'`);
  const stray = Object.keys(values).find((flag) => !allowed.includes(flag));
  if (stray) throw new UsageError(`'${command}' has no --${stray}`);
  const { instance = 'default', fresh = false, follow = false } = values;
  if (!isInstanceName(instance)) throw new UsageError(`--instance '${instance}': ${instanceNameRule}`);
  if (command === 'up')
    return { command, instance, only: readBackendNames(names), fresh, brokers: brokerCount(values.brokers) };
  if (command === 'logs')
    return { command, instance, only: readBackendNames(names), follow, lines: lineCount(values.lines) };
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
      brokers: { type: 'string' },
      follow: { type: 'boolean', short: 'f' },
      lines: { type: 'string', short: 'n' },
    },
  });
}

function readBackendNames(names: string[]): BackendName[] {
  return names.map((name) => {
    if (!isBackendName(name)) throw new UsageError(`unknown server '${name}': use kafka, neo4j or agent`);
    return name;
  });
}

function brokerCount(text = '1'): 1 | 3 {
  if (text === '1' || text === '3') return text === '1' ? 1 : 3;
  throw new UsageError(`--brokers ${text}: use 1 or 3`);
}

function lineCount(text = '100'): number {
  if (!/^\d{1,6}$/.test(text)) throw new UsageError(`--lines ${text}: use a number`);
  return Number(text);
}

export const help = `Runs real Kafka, Neo4j and a Datadog test agent, reachable from this machine only.

  npm run local -- up [kafka|neo4j|agent ...]   start servers (default: all three) and leave them running
  npm run local -- status                       show what runs, where, and whether it answers
  npm run local -- logs [kafka|neo4j|agent ...] show the end of the logs; -f follows, -n 50 sets the number of lines
  npm run local -- down                         stop; the data is kept for the next up

Flags
  -i, --instance NAME   run several sets side by side (default: default)
      --brokers 3       up: three Kafka brokers, for replication; needs Java, and data that three brokers wrote, or --fresh
      --fresh           up: start with empty data; down: delete the data (also --remove-data)
  -h, --help            show this text

Servers named by KAFKA_BROKERS, NEO4J_URI (with NEO4J_USER, NEO4J_PASSWORD) or DD_TRACE_AGENT_URL are checked and
used, not started. RINGTRACE_CACHE changes where downloads are kept (~/.cache/ringtrace).

Exit codes: 0 done, 1 failed, 2 wrong command line, 3 (status) a server does not run, 130 interrupted.`;
