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
  if (!/^\d+$/.test(text)) throw new Error('is no number');
  return Number(text);
}

/** As a Secret changes: whole, by a name that is moved. */
function put(text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

/** The file as it is from the next change on. */
function opened() {
  let heard = Promise.withResolvers<void>();
  const mounted = new MountedFile(
    { file, what: 'numbers', parse, reloadMs: 5, onChange: () => heard.resolve() },
    logger,
  );
  const change = async (text?: string) => {
    heard = Promise.withResolvers();
    if (text === undefined) rmSync(file);
    else put(text);
    await heard.promise;
    return [mounted.value, mounted.problem];
  };
  return { mounted, change };
}

describe('a mounted file', () => {
  it('is read again when it changes; a bad one leaves the last good value, until it is mended', async () => {
    put('1');
    const { mounted, change } = opened();
    try {
      expect([mounted.value, mounted.problem]).toEqual([1, '']);
      expect(await change('2')).toEqual([2, '']);
      expect(await change('canary')).toEqual([2, 'the file of numbers: is no number']);
      expect(await change()).toEqual([2, 'the file of numbers cannot be read']);
      expect(await change('2')).toEqual([2, '']);
      expect(await change('3')).toEqual([3, '']);
    } finally {
      mounted.close();
    }
  });

  it('that is of no use at the start is an error', () => {
    put('canary');
    expect(opened).toThrow('the file of numbers: is no number');
    rmSync(file);
    expect(opened).toThrow(MountedFileError);
  });
});
