// What identifiers are hashed with now: the key of the configuration, or those of a file that may change at any time.
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { MountedFile } from '@ringtrace/mounted-file';
import { tokenKeys } from '@ringtrace/service-shell';
import { LOGGER, type Logger, Metrics } from '@ringtrace/telemetry';
import {
  createTokenisers,
  keysInUse,
  parseTokenKeys,
  type Tokenisers,
  type TokenKeys,
} from '@ringtrace/tokens';
import { CONFIG, type IngestorConfig } from '../config.ts';

interface Loaded {
  keys: TokenKeys;
  tokenisers: Tokenisers;
}

@Injectable()
export class TokenKeyRing implements OnApplicationShutdown {
  private readonly source: Pick<MountedFile<Loaded>, 'value' | 'problem' | 'close'>;
  private readonly listed;
  private readonly broken;

  /** @throws MountedFileError if the file is of no use at the start */
  constructor(@Inject(CONFIG) config: IngestorConfig, @Inject(LOGGER) logger: Logger, metrics: Metrics) {
    this.listed = metrics.gauge(
      'ringtrace_token_keys',
      'Keys of tokens in use by this process, by id; 1 for the current one, 0 for former ones',
      ['key'],
    );
    this.broken = metrics.gauge(
      'ringtrace_token_keys_file_broken',
      '1 while the file of token keys is of no use, and what it held before is in force',
    );
    const { TOKEN_KEYS_FILE: file } = config;
    this.source =
      file === undefined
        ? { value: loaded(tokenKeys(config)), problem: '', close: () => undefined }
        : new MountedFile<Loaded>(
            {
              file,
              what: 'token keys',
              parse: (text) => loaded(parseTokenKeys(text)),
              reloadMs: config.TOKEN_KEYS_RELOAD_MS,
              onChange: () => this.show(),
            },
            logger,
          );
    this.show();
  }

  /** The same for all identifiers of one payment: ask once for each. */
  get tokenisers(): Tokenisers {
    return this.source.value.tokenisers;
  }

  onApplicationShutdown(): void {
    this.source.close();
  }

  private show(): void {
    const { keys } = this.source.value;
    this.listed.reset();
    for (const { id } of keysInUse(keys)) this.listed.set({ key: id }, id === keys.current ? 1 : 0);
    this.broken.set(this.source.problem === '' ? 0 : 1);
  }
}

const loaded = (keys: TokenKeys): Loaded => ({ keys, tokenisers: createTokenisers(keys) });
