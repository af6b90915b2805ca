// A real graph for tests of rules, with analyzers on it. Tests share it; each uses ids and names with its own prefix.
import { randomBytes } from 'node:crypto';
import { type Backends, startBackends } from '@ringtrace/tools';
import { Analyzer } from '../src/analyzers.fixture.ts';
import type { Rule } from '../src/rules/rule.ts';
import { readShippedRules } from '../src/rules/rule-source.repository.ts';

/** A stored finding with all its members, not only the newest. */
export interface GraphFinding {
  rule: string;
  /** Without the prefix. Those of a pattern in the order of the flow, those of a case in order of time. */
  members: string[];
  shadow: boolean;
  truncated: boolean;
}

/** By rule id, what differs from its file. */
export type Changes = Record<string, Partial<Rule>>;

export class RuleWorld {
  readonly backends: Backends;
  readonly shipped: readonly Rule[];
  private readonly analyzers = new Map<string, Analyzer>();
  private readonly run = randomBytes(3).toString('hex');
  private prefixes = 0;

  private constructor(backends: Backends, shipped: readonly Rule[]) {
    this.backends = backends;
    this.shipped = shipped;
  }

  static async start(): Promise<RuleWorld> {
    const instance = `rules-${randomBytes(3).toString('hex')}`;
    const [backends, shipped] = await Promise.all([
      startBackends({ instance, only: ['neo4j'] }),
      readShippedRules(),
    ]);
    return new RuleWorld(backends, shipped);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.analyzers.values()].map((analyzer) => analyzer.stop()));
    await this.backends.stop({ removeData: true });
  }

  /** A new prefix for ids and names. None starts with another one. */
  prefix(): string {
    this.prefixes += 1;
    return `${this.run}-${this.prefixes}-`;
  }

  /** The shipped rules with `changes` applied. Parameters are merged. */
  rules(changes: Changes = {}): Rule[] {
    return this.shipped.map((rule) => {
      const { parameters, ...other } = changes[rule.id] ?? {};
      return { ...rule, ...other, parameters: { ...rule.parameters, ...parameters } };
    });
  }

  /** The same analyzer for the same changes and number. Each has its own connections. */
  async analyzer(changes: Changes = {}, number = 1): Promise<Analyzer> {
    const key = JSON.stringify([changes, number]);
    const known = this.analyzers.get(key);
    if (known) return known;
    const analyzer = new Analyzer(this.backends.neo4j, this.rules(changes));
    this.analyzers.set(key, analyzer);
    await analyzer.ready();
    return analyzer;
  }

  async findings(analyzer: Analyzer, prefix: string): Promise<GraphFinding[]> {
    const found = await analyzer.neo4j.read<GraphFinding>(findingsOf, { prefix });
    return found.map((finding) => ({
      ...finding,
      members: finding.members.map((id) => id.replace(prefix, '')),
    }));
  }
}

const findingsOf = {
  name: 'test.findings-of',
  text: `
    MATCH (t:Transaction) WHERE t.id STARTS WITH $prefix
    MATCH (f:Finding)-[i:INVOLVES]->(t)
    WITH f, i, t ORDER BY f.id, i.place, t.id
    WITH f, collect(t.id) AS members
    RETURN f.rule AS rule, members, f.shadow AS shadow, f.truncated AS truncated`,
};
