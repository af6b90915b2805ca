// A real service that cannot start: the error says why, and nothing is left running.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startService } from './start-services.ts';

const logFolder = mkdtempSync(join(tmpdir(), 'ringtrace-start-'));
afterAll(() => rmSync(logFolder, { recursive: true }));

describe('startService', () => {
  it('rejects with the end of the log when the service exits before it is ready', async () => {
    const environment = { KAFKA_BROKERS: '', TOKEN_KEY: 'short' };
    const start = startService('ingestor', { logFolder, environment });
    await expect(start).rejects.toThrow(/ingestor did not become ready: it ended.*TOKEN_KEY.*whole log: /s);
  }, 60_000);
});
