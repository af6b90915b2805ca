// Where trouble is said: in telemetry's log if the application has it, else in Nest's own, which gets no foreign text.
import { Logger as NestLogger } from '@nestjs/common';
import { describeError, type Logger } from '@ringtrace/telemetry';

export type Warn = (what: string, error?: unknown) => void;

export function warnTo(logger: Logger | undefined): Warn {
  return (what, error) => {
    const text = `user tracking: ${what}`;
    if (logger) logger.warn(error === undefined ? {} : { error }, text);
    else
      new NestLogger('UserTracking').warn(
        error === undefined ? text : `${text} ${describeError(error).message}`,
      );
  };
}
