// Handlers for web.fixture.ts, with every way to respond.
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import {
  type CallHandler,
  Controller,
  ForbiddenException,
  Get,
  Inject,
  type NestInterceptor,
  Param,
  ParseIntPipe,
  Post,
  Req,
  Sse,
  StreamableFile,
  UnauthorizedException,
  UseInterceptors,
} from '@nestjs/common';
import { inSpan, type Logger, loggerToken } from '@ringtrace/telemetry';
import { interval, map, NEVER, of, startWith, take, tap } from 'rxjs';
import { NoUserTracking, TrackField } from './decorators.ts';
import { UserTrackingInterceptor } from './user-tracking.interceptor.ts';

const thirdPartyError = () => Object.assign(new Error('value canary-value'), { code: 'E_FOREIGN' });

class ThrowsBefore implements NestInterceptor {
  intercept(): never {
    throw thirdPartyError();
  }
}
class ThrowsAfter implements NestInterceptor {
  intercept = (_: unknown, next: CallHandler) =>
    next.handle().pipe(
      tap(() => {
        throw thirdPartyError();
      }),
    );
}

@Controller()
export class Things {
  private readonly logger: Logger;

  constructor(@Inject(loggerToken) logger: Logger) {
    this.logger = logger;
  }

  @Get('value/:n')
  value() {
    this.logger.info('inside');
    return { done: true };
  }

  @Get('promise/:n')
  promise() {
    return inSpan('work', {}, async () => {
      await wait(1 + Math.random() * 20);
      return { done: true };
    });
  }

  @Get('observable/:n')
  observable() {
    return interval(5).pipe(take(3));
  }

  @Get('file/:n')
  file() {
    return new StreamableFile(Readable.from([Buffer.from('a'), Buffer.from('b')]));
  }

  @Sse('events/:n')
  events() {
    return of(1, 2).pipe(map((data) => ({ data: { data } })));
  }

  @Sse('endless/:n')
  endless() {
    return NEVER.pipe(startWith({ data: 'first' }));
  }

  @Get('slow/:n')
  async slow(@Req() request: { raw: IncomingMessage }) {
    this.logger.info('slow request started');
    await once(request.raw.socket, 'close');
    return { done: true };
  }

  @Get('throws/:n')
  throws() {
    throw thirdPartyError();
  }

  @Get('rejects/:n')
  async rejects() {
    await wait(2);
    throw thirdPartyError();
  }

  @UseInterceptors(ThrowsBefore)
  @Get('throws-before/:n')
  throwsBefore() {}

  @UseInterceptors(ThrowsAfter)
  @Get('throws-after/:n')
  throwsAfter() {
    return 1;
  }

  @Get('piped/:n/:number')
  piped(@Param('number', ParseIntPipe) number: number) {
    return { number };
  }

  @Post('body/:n')
  body() {
    return { done: true };
  }

  @Get('handler-401/:n')
  unauthorized() {
    throw new UnauthorizedException('canary-rejected');
  }

  @Get('handler-403/:n')
  forbidden() {
    throw new ForbiddenException('canary-rejected');
  }

  @NoUserTracking()
  @Get('untracked/:n')
  untracked() {
    return { done: true };
  }

  @TrackField('plan', 'clear', (_request, user) => (user as { plan?: string }).plan)
  @TrackField('company', 'hash', () => 'canary-company')
  @TrackField('broken', 'clear', () => {
    throw new Error('canary-thrown');
  })
  @Get('field/:n')
  field() {
    return { done: true };
  }
}

@Controller('bound')
@UseInterceptors(UserTrackingInterceptor)
export class BoundThings {
  @Get(':n')
  value() {
    return { done: true };
  }
}

@Controller('by-handler')
export class HandlerThings {
  @UseInterceptors(UserTrackingInterceptor)
  @Get('bound/:n')
  bound() {
    return { done: true };
  }

  @Get('free/:n')
  free() {
    return { done: true };
  }
}
