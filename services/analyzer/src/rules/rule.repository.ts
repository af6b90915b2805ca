// The shipped rules, read from their files once at start.
import { readdirSync, readFileSync } from 'node:fs';
import { Injectable } from '@nestjs/common';
import { parseRule, type Rule } from './rule.ts';

const shippedRules = new URL('../../rules/', import.meta.url);

@Injectable()
export class RuleRepository {
  /** In the order of their ids. */
  readonly rules: Rule[];

  constructor() {
    this.rules = readdirSync(shippedRules)
      .filter((name) => name.endsWith('.cypher'))
      .sort()
      .map((name) => parseRule(name, readFileSync(new URL(name, shippedRules), 'utf8')));
  }
}
