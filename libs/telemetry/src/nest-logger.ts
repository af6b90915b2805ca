// Routes Nest's own messages through the structured logger, so that the process has one log format.
import type { LoggerService } from '@nestjs/common';
import { describeError } from './describe-error.ts';
import type { Logger } from './logger.ts';

// Nest reports every module and route that it wires up. That helps developers, not operators, so it is logged as debug.
const wiringContexts = new Set([
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
    this.write(wiringContexts.has(String(rest.at(-1))) ? 'debug' : 'info', message, rest);
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

  // Nest passes the context (the name of the logging class) last. Objects could hold anything, so they are not printed.
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

// Nest's transports repeat messages of their client libraries (`ERROR [Connection] …`), which may hold values. A text with a
// stack next to it is an error's message (`logger.error(error.message, error.stack)`).
const echoingContexts = /^(Client|Server)(Proxy|Kafka|RMQ|Redis|Mqtt|Nats|Grpc|TCP)?$|ExceptionsHandler$/;

function textOf(message: unknown, context: string | undefined, rest: unknown[]): string {
  if (typeof message !== 'string') return '(object withheld)';
  if (rest.some(isStack)) return '(error message withheld)';
  if (context === undefined || !echoingContexts.test(context)) return message;
  return `${/^[A-Z]+ \[\w+\]/.exec(message)?.[0] ?? ''} (text withheld)`.trimStart();
}
