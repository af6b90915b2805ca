// Nest's own messages through the structured logger, so that a process has one log format.
import type { LoggerService } from '@nestjs/common';
import { describeError } from './describe-error.ts';
import type { Logger } from './logger.ts';

// Nest tells of every module and route that it wires up: of interest to who changes them, not to who runs them.
const wiring = new Set([
  'InstanceLoader',
  'NestApplication',
  'NestFactory',
  'NestMicroservice',
  'RouterExplorer',
  'RoutesResolver',
]);

export class NestLogger implements LoggerService {
  private readonly logger: Logger;

  constructor(logger: Logger) {
    this.logger = logger;
  }

  log(message: unknown, ...rest: unknown[]) {
    this.write(wiring.has(String(rest.at(-1))) ? 'debug' : 'info', message, rest);
  }
  warn(message: unknown, ...rest: unknown[]) {
    this.write('warn', message, rest);
  }
  error(message: unknown, ...rest: unknown[]) {
    this.write('error', message, rest);
  }
  fatal(message: unknown, ...rest: unknown[]) {
    this.write('fatal', message, rest);
  }
  debug(message: unknown, ...rest: unknown[]) {
    this.write('debug', message, rest);
  }
  verbose(message: unknown, ...rest: unknown[]) {
    this.write('trace', message, rest);
  }

  // Nest passes the name of the speaking class last. Objects could hold anything, so they are not printed.
  private write(
    level: 'info' | 'warn' | 'error' | 'fatal' | 'debug' | 'trace',
    message: unknown,
    rest: unknown[],
  ) {
    const context =
      typeof rest.at(-1) === 'string' && !isStack(rest.at(-1)) ? String(rest.at(-1)) : undefined;
    if (message instanceof Error)
      this.logger[level]({ context, error: message }, describeError(message).type);
    else this.logger[level]({ context }, textOf(message, context, rest));
  }
}

const isStack = (text: unknown) => typeof text === 'string' && text.includes('\n    at ');

// Nest's transports repeat what their clients say, `ERROR [Connection] …`; and a text with a stack beside it is the
// message of an error (`logger.error(error.message, error.stack)`).
const repeats = /^(Client|Server)(Proxy|Kafka|RMQ|Redis|Mqtt|Nats|Grpc|TCP)?$|ExceptionsHandler$/;

function textOf(message: unknown, context: string | undefined, rest: unknown[]): string {
  if (typeof message !== 'string') return '(object withheld)';
  if (rest.some(isStack)) return '(text of an error withheld)';
  if (context === undefined || !repeats.test(context)) return message;
  return `${/^[A-Z]+ \[\w+\]/.exec(message)?.[0] ?? ''} (text withheld)`.trimStart();
}
