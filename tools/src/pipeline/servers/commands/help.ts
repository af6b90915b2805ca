// What --help says.

export const HELP = `Real Kafka, Neo4j and a Datadog test agent on this machine, reachable from this machine only.

  npm run local -- up [kafka|neo4j|agent ...]   start (all three unless named); they keep running afterwards
  npm run local -- status                       what runs, where, and whether it answers
  npm run local -- logs [kafka|neo4j|agent ...] the end of the logs; -f follows, -n 50 sets how much
  npm run local -- down                         stop; the data stays for the next up

Flags
  -i, --instance NAME   one of several side by side (default: default)
      --fresh           up: begin with empty data; down: delete the data (also --remove-data)
  -h, --help            this text

KAFKA_BROKERS, NEO4J_URI (with NEO4J_USER, NEO4J_PASSWORD) and DD_TRACE_AGENT_URL name servers that exist
already: those are checked and used, not started. RINGTRACE_CACHE moves the downloads (~/.cache/ringtrace).

Exit codes: 0 done, 1 failed, 2 wrong command line, 3 (status) something does not run, 130 interrupted.`;
