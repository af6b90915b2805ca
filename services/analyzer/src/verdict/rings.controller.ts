// `GET /v1/rings?since=`: the findings of all rules, oldest first. The path is named after the rule `ring`.
import { Controller, Get, Query, UseInterceptors } from '@nestjs/common';
import { Caller, type Principal, RequireScopes } from '@ringtrace/auth';
import { type Ring, scopes } from '@ringtrace/contracts';
import { ZodInput } from '@ringtrace/service-shell';
import { TransformInterceptor } from '@ringtrace/telemetry';
import { FindingRepository } from './finding.repository.ts';
import { type RingsQuery, ringsQuery } from './rings-query.ts';

@Controller('v1/rings')
@RequireScopes(scopes.readRings)
@UseInterceptors(TransformInterceptor)
export class RingsController {
  private readonly findings: FindingRepository;

  constructor(findings: FindingRepository) {
    this.findings = findings;
  }

  @Get()
  list(@Query(new ZodInput(ringsQuery)) query: RingsQuery, @Caller() { tenant }: Principal): Promise<Ring[]> {
    const { since, limit, after, mode } = query;
    return this.findings.readRings(tenant, new Date(since), limit, { after, shadow: mode === 'shadow' });
  }
}
