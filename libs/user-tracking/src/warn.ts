// Logs warnings with telemetry's logger if the application has one, else with Nest's own, without third-party messages.
import { Logger as NestLogger } from '@nestjs/common';
import { describeError, type Logger } from '@ringtrace/telemetry';

export type Warn = (problem: string, error?: unknown) => void;

export function warnTo(logger: Logger | undefined): Warn {
  return (problem, error) => {
    const text = `user tracking: ${problem}`;
    if (logger) logger.warn(error === undefined ? {} : { error }, text);
    else
      new NestLogger('UserTracking').warn(
        error === undefined ? text : `${text} ${describeError(error).message}`,
      );
  };
}
