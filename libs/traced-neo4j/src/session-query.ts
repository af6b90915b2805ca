// Normalizes the forms in which the driver's API accepts a query. Pure.
import type { Session } from 'neo4j-driver';
import type { SessionStatement } from './query-span.ts';

type Query = Parameters<Session['run']>[0];
export type ParameterRules = Parameters<Session['run']>[3];
/** The arguments of a transaction's `run`, and the first ones of a session's. */
export type QueryArguments = [query: Query, parameters?: unknown, rules?: ParameterRules];

export interface SessionQuery {
  statement: SessionStatement;
  parameters: unknown;
  rules: ParameterRules;
}

/** A query object may have a name, like a `Statement`, and its parameters may come in the second argument. */
export function readQuery(...[query, parameters, rules]: QueryArguments): SessionQuery {
  if (typeof query === 'string' || query instanceof String) {
    return { statement: { text: String(query) }, parameters, rules };
  }
  const { name } = query as { name?: string };
  return {
    statement: { text: query.text, ...(name === undefined ? {} : { name }) },
    parameters: query.parameters ?? parameters,
    rules: query.parameterRules ?? rules,
  };
}
