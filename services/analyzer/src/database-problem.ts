// The HTTP problem for a database that is unavailable. Pure.
import type { ProblemMapper } from '@ringtrace/service-shell';
import { classifyNeo4jError } from '@ringtrace/traced-neo4j';

export const databaseProblem: ProblemMapper = (error) =>
  classifyNeo4jError(error) === undefined
    ? undefined
    : {
        type: '/problems/unavailable',
        title: 'The database is unavailable',
        status: 503,
        retryAfterSeconds: 2,
      };
