// `GET /v1/verdicts/{transactionId}`: the current verdict.
import { Controller, Get, HttpStatus, NotFoundException, Param, Res, UseInterceptors } from '@nestjs/common';
import { Caller, type Principal, RequireScopes } from '@ringtrace/auth';
import { scopes, transactionId, type Verdict } from '@ringtrace/contracts';
import { ZodInput } from '@ringtrace/service-shell';
import { TransformInterceptor } from '@ringtrace/telemetry';
import type { FastifyReply } from 'fastify';
import { FindingRepository } from './finding.repository.ts';

@Controller('v1/verdicts')
@RequireScopes(scopes.readVerdicts)
@UseInterceptors(TransformInterceptor)
export class VerdictsController {
  private readonly findings: FindingRepository;

  constructor(findings: FindingRepository) {
    this.findings = findings;
  }

  /** 200 with the verdict, 202 until the rules have run, 404 if the caller's tenant has no such transaction. */
  @Get(':transactionId')
  async read(
    @Param('transactionId', new ZodInput(transactionId)) id: string,
    @Caller() { tenant }: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Verdict | { transactionId: string; status: 'pending' }> {
    const verdict = await this.findings.readVerdict(tenant, id);
    if (verdict === undefined)
      throw new NotFoundException('no such transaction yet; after a 202 of the ingestor it arrives soon');
    if (verdict !== 'pending') return verdict;
    void reply.status(HttpStatus.ACCEPTED).header('retry-after', '1');
    return { transactionId: id, status: 'pending' };
  }
}
