// Liveness without dependencies, so that a database that is away never restarts this process; readiness with them.
import { Controller, Get, Inject, Injectable } from '@nestjs/common';
import { HealthCheck, HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';

export interface Dependency {
  name: string;
  /** Answers soon, whatever the dependency does. */
  check(): Promise<{ status: 'up' | 'down'; reason?: string }>;
}

/** Injection token of the service's `Dependency[]`. */
export const DEPENDENCIES = Symbol('Dependencies');

/** True from the first moment of a shutdown: no new request should come. */
@Injectable()
export class Stopping {
  now = false;
}

@Controller('health')
export class HealthController {
  private readonly health: HealthCheckService;
  private readonly indicators: HealthIndicatorService;
  private readonly dependencies: Dependency[];
  private readonly stopping: Stopping;

  constructor(
    health: HealthCheckService,
    indicators: HealthIndicatorService,
    @Inject(DEPENDENCIES) dependencies: Dependency[],
    stopping: Stopping,
  ) {
    this.health = health;
    this.indicators = indicators;
    this.dependencies = dependencies;
    this.stopping = stopping;
  }

  @Get('live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  @HealthCheck({ noCache: true })
  ready() {
    const process: Dependency = {
      name: 'process',
      check: async () => (this.stopping.now ? { status: 'down', reason: 'stopping' } : { status: 'up' }),
    };
    return this.health.check(
      [process, ...this.dependencies].map((dependency) => async () => {
        const { status, reason } = await dependency.check();
        const indicator = this.indicators.check(dependency.name);
        return status === 'up' ? indicator.up() : indicator.down({ reason });
      }),
    );
  }
}
