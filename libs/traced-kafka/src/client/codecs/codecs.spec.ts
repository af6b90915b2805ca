import { compress as compressRaw } from 'snappy';
import { UndecodableError } from '../../errors.ts';
import { type Codec, codecs } from './codecs.ts';

const all = [...codecs.values()].map((codec): [string, Codec] => [codec.name, codec]);
const plain = Buffer.from(Array.from({ length: 50_000 }, (_, n) => (n * 7919).toString(36)).join());

describe.each(all)('%s', (_, { compress, decompress }) => {
  it('restores what it compressed, also nothing', async () => {
    expect((await decompress(await compress(plain))).equals(plain)).toBe(true);
    expect(await decompress(await compress(Buffer.alloc(0)))).toHaveLength(0);
  });

  it('refuses what would inflate to more than 32 MiB', async () => {
    const bomb = await compress(Buffer.alloc(40_000_000));
    await expect(decompress(bomb)).rejects.toThrow(new UndecodableError('it inflates to more than 32 MiB'));
  });

  it('rejects bytes that are cut off or no compressed bytes at all', async () => {
    const compressed = await compress(plain);
    await expect(decompress(compressed.subarray(0, compressed.length - 20))).rejects.toThrow();
    await expect(decompress(Buffer.from('no compressed bytes'))).rejects.toThrow();
  });
});

it('snappy without the framing of Java, as librdkafka writes it, is read', async () => {
  const { decompress } = codecs.get(2) as Codec;
  expect((await decompress(await compressRaw(plain))).equals(plain)).toBe(true);
  await expect(decompress(await compressRaw(Buffer.alloc(40_000_000)))).rejects.toThrow('32 MiB');
});
