// What `reconcile --help` prints.
export const reconcileHelp = `Finds accepted payments that have neither a verdict nor a dead letter. Accepted is what lies on
transactions.new.

  --since, --until TIME  the window, by the time of acceptance: 2026-05-01T12:00:00Z, or 30s, 15m, 6h, 2d ago
                         (default 1d and 5m ago)
  --limit N              how many missing payments to describe (default 20)
  --repair               send the missing payments to the analyzers again, each in a new trace that links to the old one
  --rate N               --repair: payments a second (default 50)
  --json                 print JSON on standard output; progress goes to standard error
  -h, --help             show this help

Each payment counts once, under one of these:
  judged                 its verdict is on transactions.verdicts, or was before the window began
  dead letter            it is on transactions.dlq: open, parked or discarded (dlq -- list)
  erased                 its verdict was withdrawn because a person was erased
  waiting                no analyzer has finished with it yet: it is behind, in work, or on a partition that waits
  missing                the analyzers have passed it, and none of the above is true. This must not happen

A missing payment is described with its place on the topic, its time, its trace, and what the graph holds: nothing (absent), a
payment without judgement (stored), a judged payment whose verdict is not on the topic (judged), or a node of somebody else with
its id (foreign).

Examples:
  reconcile --since 6h
  reconcile --since 2026-05-01T00:00:00Z --until 2026-05-02T00:00:00Z --json
  reconcile --since 6h --repair --rate 20

A window may hold two million payments: about 450 MB of memory, 350 MB for one million. Reads transactions.new and
transactions.verdicts from the beginning of the window, and all dead letters. Also tells the Datadog agent the counts above, and
the number and age of open dead letters: run it from a scheduler.
Repairing twice is safe: what was sent and is not judged yet is waiting. An analyzer counts a payment once, whatever arrives
twice. Environment, as for the analyzer: KAFKA_* and NEO4J_*.
Exit codes: 0 nothing is missing, or all of it was repaired; 1 failed or stopped; 2 wrong command line or environment;
3 payments are missing.`;
