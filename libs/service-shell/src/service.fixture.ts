// A minimal service for run-service.int.spec.ts and http-app.int.spec.ts that can be made to misbehave. process.fixture.ts
// runs it.
import { setTimeout as wait } from 'node:timers/promises';
import { Body, Controller, Get, Module, type OnApplicationShutdown, Post } from '@nestjs/common';
import { TelemetryModule } from '@ringtrace/telemetry';
import { z } from 'zod';
import { createDocument } from 'zod-openapi';
import type { Dependency } from './check-dependency.ts';
import { createHttpApp } from './http-app.ts';
import type { HttpLimits } from './http-protection.ts';
import { processConfig, wholeNumber } from './process-config.ts';
import { secret } from './read-config.ts';
import { ServiceShellModule } from './service-shell.module.ts';
import { ZodInput } from './zod-input.pipe.ts';

export const fixtureConfig = z.object({
  ...processConfig(0),
  SLOW_MS: wholeNumber(0, 600_000, 0).describe('How long GET /slow takes'),
  KEY: secret(8).describe('Anything'),
});

/** The fixture's dependency; tests change its state. */
export const dependency: Dependency & { state: Awaited<ReturnType<Dependency['check']>> } = {
  name: 'database',
  state: { status: 'up' },
  check: async () => dependency.state,
};

const print = (line: string) => process.stdout.write(`${line}\n`);
const order = z.strictObject({ id: z.string(), amount: z.int() });

@Controller()
class FixtureController implements OnApplicationShutdown {
  @Get('slow')
  async slow(): Promise<{ done: true }> {
    print('slow began');
    await wait(Number(process.env.SLOW_MS));
    return { done: true };
  }

  @Get('items/:id')
  item(): { done: true } {
    return { done: true };
  }

  @Post('orders')
  order(@Body(new ZodInput(order)) body: z.infer<typeof order>): { id: string } {
    return { id: body.id };
  }

  @Post('fail')
  fail(): never {
    throw new Error('canary in a message');
  }

  @Post('reject')
  reject(): void {
    void Promise.reject(new Error('canary in a rejection'));
  }

  @Post('warn')
  warn(): void {
    process.emitWarning('canary in a warning', { type: 'OddWarning', code: 'ODD1' });
  }

  @Post('timer')
  timer(): void {
    setTimeout(() => {
      throw Object.assign(new Error('canary in a timer'), { code: 'E_TIMER' });
    });
  }

  onApplicationShutdown(): void {
    print('clients closed');
  }
}

@Module({})
class FixtureModule {}

export const createFixture = (settings: { LOG_LEVEL: string }, limits: HttpLimits = {}) =>
  createHttpApp({
    ...limits,
    module: {
      module: FixtureModule,
      imports: [
        TelemetryModule.forRoot({ service: 'fixture', level: settings.LOG_LEVEL }),
        ServiceShellModule.forRoot({ useFactory: () => [dependency] }),
      ],
      controllers: [FixtureController],
    },
    bodyLimitBytes: 10_000,
    openApi: createDocument({
      openapi: '3.1.0',
      info: { title: 'fixture', version: '1' },
      paths: {
        '/orders': {
          post: {
            requestBody: { content: { 'application/json': { schema: order } } },
            responses: { '201': { description: 'done' } },
          },
        },
      },
    }),
  });
