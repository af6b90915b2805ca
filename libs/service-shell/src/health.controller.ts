// Liveness ignores dependencies, so that an unavailable database never restarts this process. Readiness checks them.
import {
  Controller,
  Get,
  HttpStatus,
  Inject,
  Injectable,
  Res,
  ServiceUnavailableException,
} from '@nestjs/common';
import { HealthCheck, HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import { Public } from '@ringtrace/auth';
import type { FastifyReply } from 'fastify';
import { checkDependency, type Dependency } from './check-dependency.ts';

/** Injection token of the service's `Dependency[]`. */
export const dependenciesToken = Symbol('Dependencies');

@Injectable()
export class ShutdownState {
  /** True from the start of a shutdown: no new requests should be routed here. */
  isStopping = false;
}

@Controller('health')
@Public()
export class HealthController {
  private readonly health: HealthCheckService;
  private readonly indicators: HealthIndicatorService;
  private readonly dependencies: Dependency[];

  constructor(
    health: HealthCheckService,
    indicators: HealthIndicatorService,
    @Inject(dependenciesToken) dependencies: Dependency[],
    shutdown: ShutdownState,
  ) {
    this.health = health;
    this.indicators = indicators;
    const self: Dependency = {
      name: 'process',
      check: async () => (shutdown.isStopping ? { status: 'down', reason: 'stopping' } : { status: 'up' }),
    };
    this.dependencies = [self, ...dependencies];
  }

  @Get('live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** Terminus' response with 200 or 503: which dependency is down, and why. */
  @Get('ready')
  @HealthCheck({ noCache: true })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<unknown> {
    try {
      return await this.health.check(this.dependencies.map((each) => () => this.indicate(each)));
    } catch (error) {
      if (!(error instanceof ServiceUnavailableException)) throw error;
      void reply.status(HttpStatus.SERVICE_UNAVAILABLE);
      return error.getResponse();
    }
  }

  private async indicate(dependency: Dependency) {
    const { status, reason, detail } = await checkDependency(dependency);
    const indicator = this.indicators.check(dependency.name);
    return status === 'up'
      ? indicator.up(detail === undefined ? undefined : { detail })
      : indicator.down({ reason });
  }
}
