import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@ringtrace/telemetry';
import { MountedFile, MountedFileError } from './mounted-file.ts';

const directory = mkdtempSync(join(tmpdir(), 'mounted-file-'));
const file = join(directory, 'number');
const logger = createLogger({ service: 'test', level: 'silent' });
afterAll(() => rmSync(directory, { recursive: true }));

function parse(text: string): number {
  if (!/^\d+$/.test(text)) throw new Error('not a number');
  return Number(text);
}

/** Replaces the file atomically, as Kubernetes does with a Secret. */
function put(text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

/** Opens the file. `change` replaces or removes it and waits for the reload. */
function open() {
  let reloaded = Promise.withResolvers<void>();
  const mounted = new MountedFile(
    { file, what: 'numbers', parse, reloadMs: 5, onChange: () => reloaded.resolve() },
    logger,
  );
  const change = async (text?: string) => {
    reloaded = Promise.withResolvers();
    if (text === undefined) rmSync(file);
    else put(text);
    await reloaded.promise;
    return [mounted.value, mounted.problem];
  };
  return { mounted, change };
}

describe('MountedFile', () => {
  it('reloads when the file changes and keeps the last valid value while the file is invalid', async () => {
    put('1');
    const { mounted, change } = open();
    try {
      expect([mounted.value, mounted.problem]).toEqual([1, '']);
      expect(await change('2')).toEqual([2, '']);
      expect(await change('canary')).toEqual([2, 'the numbers file is invalid: not a number']);
      expect(await change()).toEqual([2, 'the numbers file cannot be read']);
      expect(await change('2')).toEqual([2, '']);
      expect(await change('3')).toEqual([3, '']);
    } finally {
      mounted.close();
    }
  });

  it('throws when the file is invalid or missing at startup', () => {
    put('canary');
    expect(open).toThrow('the numbers file is invalid: not a number');
    rmSync(file);
    expect(open).toThrow(MountedFileError);
  });
});
