// The current token keys: one from the configuration, or several from a file that is reloaded when it changes.
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { MountedFile } from '@ringtrace/mounted-file';
import { tokenKeys } from '@ringtrace/service-shell';
import { type Logger, loggerToken, Metrics } from '@ringtrace/telemetry';
import {
  createTokenisers,
  keysInUse,
  parseTokenKeys,
  type Tokenisers,
  type TokenKeys,
} from '@ringtrace/tokens';
import { configToken, type IngestorConfig } from '../config.ts';

interface Loaded {
  keys: TokenKeys;
  tokenisers: Tokenisers;
}

@Injectable()
export class TokenKeyStore implements OnApplicationShutdown {
  private readonly source: Pick<MountedFile<Loaded>, 'value' | 'problem' | 'close'>;
  private readonly keysInUse;
  private readonly fileBroken;

  /** @throws MountedFileError if the file is invalid at startup */
  constructor(
    @Inject(configToken) config: IngestorConfig,
    @Inject(loggerToken) logger: Logger,
    metrics: Metrics,
  ) {
    this.keysInUse = metrics.gauge(
      'ringtrace_token_keys',
      'Token keys in use by this process, by id: 1 for the current key, 0 for former keys',
      ['key'],
    );
    this.fileBroken = metrics.gauge(
      'ringtrace_token_keys_file_broken',
      '1 while the token keys file is invalid and the last valid keys are in use',
    );
    const { TOKEN_KEYS_FILE: file } = config;
    this.source =
      file === undefined
        ? { value: load(tokenKeys(config)), problem: '', close: () => undefined }
        : new MountedFile<Loaded>(
            {
              file,
              what: 'token keys',
              parse: (text) => load(parseTokenKeys(text)),
              reloadMs: config.TOKEN_KEYS_RELOAD_MS,
              onChange: () => this.updateMetrics(),
            },
            logger,
          );
    this.updateMetrics();
  }

  /** May change at any time: read it once per payment, so that all identifiers of a payment use the same keys. */
  get tokenisers(): Tokenisers {
    return this.source.value.tokenisers;
  }

  onApplicationShutdown(): void {
    this.source.close();
  }

  private updateMetrics(): void {
    const { keys } = this.source.value;
    this.keysInUse.reset();
    for (const { id } of keysInUse(keys)) this.keysInUse.set({ key: id }, id === keys.current ? 1 : 0);
    this.fileBroken.set(this.source.problem === '' ? 0 : 1);
  }
}

const load = (keys: TokenKeys): Loaded => ({ keys, tokenisers: createTokenisers(keys) });
