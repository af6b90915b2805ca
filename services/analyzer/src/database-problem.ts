// What a reader of the API hears when the graph cannot answer. Pure.
import type { ProblemMapper } from '@ringtrace/service-shell';
import { classifyNeo4jError } from '@ringtrace/traced-neo4j';

export const databaseProblem: ProblemMapper = (error) =>
  classifyNeo4jError(error) === undefined
    ? undefined
    : {
        type: '/problems/unavailable',
        title: 'The graph cannot answer now',
        status: 503,
        retryAfterSeconds: 2,
      };
