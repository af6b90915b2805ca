// `GET /v1/rules`: the rules, where they come from and what each has done; refused files with the reason.
import { Controller, Get, UseInterceptors } from '@nestjs/common';
import { RequireScopes } from '@ringtrace/auth';
import { scopes } from '@ringtrace/contracts';
import { TransformInterceptor } from '@ringtrace/telemetry';
import { RuleRepository } from './rule.repository.ts';
import { RuleStatistics } from './rule-statistics.ts';
import { type RulesAnswer, toRulesAnswer } from './rules-answer.ts';

@Controller('v1/rules')
@RequireScopes(scopes.readRules)
@UseInterceptors(TransformInterceptor)
export class RulesController {
  private readonly rules: RuleRepository;
  private readonly statistics: RuleStatistics;

  constructor(rules: RuleRepository, statistics: RuleStatistics) {
    this.rules = rules;
    this.statistics = statistics;
  }

  @Get()
  read(): RulesAnswer {
    return toRulesAnswer(this.rules.status(), (ruleId) => this.statistics.of(ruleId));
  }
}
