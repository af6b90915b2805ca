import { ConsoleLogger, Logger as NestLogger } from '@nestjs/common';
import type { Logger } from '@ringtrace/telemetry';
import { warnTo } from './warn.ts';

const error = new Error('canary');

describe('warnTo', () => {
  it('logs with telemetry’s logger, which describes errors itself', () => {
    const lines: unknown[] = [];
    const warn = warnTo({ warn: (...line: unknown[]) => lines.push(line) } as unknown as Logger);
    warn('failed', error);
    warn('no id');
    expect(lines).toEqual([
      [{ error }, 'user tracking: failed'],
      [{}, 'user tracking: no id'],
    ]);
  });

  it('logs with Nest’s logger when there is no other, without third-party messages', () => {
    const lines: unknown[] = [];
    NestLogger.overrideLogger({ log: () => {}, error: () => {}, warn: (line: unknown) => lines.push(line) });
    const warn = warnTo(undefined);
    warn('failed', error);
    warn('no id');
    NestLogger.overrideLogger(new ConsoleLogger());
    expect(lines).toEqual(['user tracking: failed Error (message withheld)', 'user tracking: no id']);
  });
});
