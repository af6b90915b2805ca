// The report of an erasure: what was done, what remains, why and until when; as data, and as text. Pure.
import { topicSettings, topics } from '@ringtrace/contracts';
import type { EraseCounts } from './erase-counts.ts';

/** Data that this command leaves, or cannot reach. */
export interface Remainder {
  what: string;
  why: string;
  until: string;
}

export interface EraseReport {
  /** False: follow `todo`, then run the command again. */
  complete: boolean;
  /** The graph held nothing of this person. */
  nothingFound: boolean;
  erased: EraseCounts;
  todo: string[];
  remains: Remainder[];
}

export function eraseReport(erased: EraseCounts): EraseReport {
  const { notJudged, arrivedMeanwhile, sharedCards, sharedDevices, findingsKept, ...done } = erased;
  const todo = [
    ...(notJudged > 0
      ? [
          `${notJudged} records on ${topics.transactions} were not judged in time and may name the person: check that the analyzers are running, then run this again`,
        ]
      : []),
    ...(arrivedMeanwhile > 0
      ? ['payments of the person arrived during the run: stop them at their source, then run this again']
      : []),
  ];
  return {
    complete: todo.length === 0,
    nothingFound: Object.values(done).every((count) => count === 0),
    erased,
    todo,
    remains: remainders(erased),
  };
}

export function reportText({ nothingFound, erased, complete, todo, remains }: EraseReport): string {
  return [
    ...(nothingFound ? ['nothing of this person is in the graph'] : ['erased', ...countLines(erased)]),
    '',
    'remains',
    ...remains.flatMap(({ what, why, until }) => [`  ${what}`, `    why    ${why}`, `    until  ${until}`]),
    '',
    ...(complete ? ['done'] : ['NOT COMPLETE', ...todo.map((each) => `  ${each}`)]),
  ].join('\n');
}

const countNames: Partial<Record<keyof EraseCounts, string>> = {
  accounts: 'accounts deleted',
  cards: 'cards deleted',
  devices: 'devices deleted',
  payments: 'payments unlinked',
  findings: 'cases about the person deleted',
  verdictsWithdrawn: 'verdicts withdrawn',
  verdictsSentAnew: 'verdicts on others’ payments republished',
};

function countLines(erased: EraseCounts): string[] {
  return Object.entries(countNames).map(
    ([name, text]) => `  ${erased[name as keyof EraseCounts].toLocaleString('en').padStart(9)}  ${text}`,
  );
}

function remainders({ payments, sharedCards, sharedDevices, findingsKept }: EraseCounts): Remainder[] {
  const shared = sharedCards + sharedDevices;
  return [
    ...(payments > 0
      ? [
          {
            what: `${payments} payments: id, time, amount, currency, type and the other side`,
            why: 'they belong to the other side too',
            until: 'you delete them',
          },
        ]
      : []),
    ...(findingsKept > 0
      ? [
          {
            what: `${findingsKept} patterns and cases about others, with these payments as members`,
            why: 'they are about the others; the person’s side of the evidence names nobody',
            until: 'you delete them',
          },
        ]
      : []),
    ...(shared > 0
      ? [
          {
            what: `${sharedCards} cards and ${sharedDevices} devices (tokens)`,
            why: 'others have paid with them too; they no longer lead to the person. --card or --device erases them',
            until: 'you erase them',
          },
        ]
      : []),
    ...alwaysRemains,
  ];
}

const days = (topic: string, setting: string) =>
  `${Number(topicSettings[topic]?.config[setting]) / 86_400_000} days, unless your topic is configured otherwise (${setting})`;

/** What this command never reaches. */
const alwaysRemains: Remainder[] = [
  {
    what: `records on ${topics.transactions} (tokens)`,
    why: 'a log cannot be edited; if they are read again, they are recognised as erased and skipped',
    until: days(topics.transactions, 'retention.ms'),
  },
  {
    what: `records on ${topics.deadLetters} (tokens)`,
    why: 'records that could not be processed, as original bytes. If replayed, they count as new payments',
    until: days(topics.deadLetters, 'retention.ms'),
  },
  {
    what: `replaced verdicts on ${topics.verdicts} (tokens)`,
    why: 'the broker removes them by compaction; consumers that store verdicts must drop those whose record has no value',
    until: days(topics.verdicts, 'max.compaction.lag.ms'),
  },
  {
    what: 'traces and logs in Datadog',
    why: 'they hold transaction ids, but no identifier and no token',
    until: 'the retention of your plan: 15 days for spans, and what your log indexes are set to',
  },
  {
    what: 'backups of the database (tokens)',
    why: 'they predate this run. After a restore, run this again before the analyzers start',
    until: 'you delete the backups',
  },
  {
    what: 'future payments of the person',
    why: 'they produce the same tokens again',
    until: 'you stop them at their source',
  },
  {
    what: 'the token key',
    why: 'with the key and an identifier, the person’s tokens can be recognised in what remains. Destroying the old key after introducing a new one ends that, for everybody',
    until: 'you destroy it',
  },
];
