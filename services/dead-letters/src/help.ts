// What `--help` prints.
export const help = `Lists, replays, discards and parks dead letters: records of transactions.new that no analyzer could process.

  list                   counts by reason, disposition and partition, the age of the oldest, and the newest letters
  show LETTER            one letter: why, when, where it was read, its headers. LETTER is PARTITION/OFFSET, as list prints it
  replay [LETTER...]     send the selected letters to the analyzers again
  discard [LETTER...]    they need no more work: list no longer counts them
  park [LETTER...]       the same, but set aside to be looked at later: list --state parked
  tasks                  every replay, discard, park and step-over: who, why, when, how far
  resume TASK            go on with one that was stopped or killed
  step-over PLACE        take the analyzers past a batch of payments that they cannot decode, and keep it as a dead letter. PLACE is
                         PARTITION/OFFSET of transactions.new, where their readiness says that the partition waits
  cancel TASK            end an unfinished one, also one that another process is working on

Which letters; all that are given must match, and a flag can be repeated to allow several values:
  --disposition NAME     poison, rejected, transient, oversize or skipped
  --reason CODE          the code that list prints
  --id KEY               transaction key: the id of a payment, with its tenant in front (acme/pay-1) unless that is default
  --partition N          partition of the dead-letter topic
  --since, --until TIME  when it failed: 2026-05-01T12:00:00Z, or 30s, 15m, 6h, 2d ago
  --state NAME           open (default), parked, discarded or replayed

  --rate N               replay: letters a second (default 50)
  --dry-run              replay, discard, park: count; change nothing
  --by NAME              replay, discard, park, step-over, resume, cancel: who does it; kept
  --reason-text TEXT     replay, discard, park, step-over: why; kept. No personal data
  --limit N              list: how many letters to print (default 20)
  --values               show: also key, value and foreign headers. They may be personal data
  --json                 print JSON on standard output; progress goes to standard error
  -h, --help             show this help

Examples:
  list --since 6h --disposition rejected
  replay --disposition transient --dry-run
  replay --reason unknown-schema-version --rate 20 --by kim --reason-text "analyzer 1.4 reads version 2"
  discard 0/1207 --by kim --reason-text "test record"
  step-over 3/88120 --by kim --reason-text "disk fault of broker 2, INC-481"

Only one task is worked on at a time. Ctrl-C, a crash or kill -9 leaves it unfinished, for resume. A letter is sent once; only
if a killed process had a request on its way that reaches the broker after resume has looked, it is sent twice. The analyzers
count a transaction once, whatever arrives twice.
Environment, as for the analyzer: KAFKA_BROKERS, and KAFKA_* for logins and certificates.
Exit codes: 0 done; 1 failed or stopped, the output says what to do; 2 wrong command line or environment.`;
