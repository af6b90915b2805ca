// The public keys of an issuer of tokens, from its JWKS URL: read when first needed, again when a token names a key that is
// not among them, and in the background when they are old. An issuer that is away stops nobody whose key is known.
import { type Logger, SafeError } from '@ringtrace/telemetry';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  type JWKSCacheInput,
  type JWTVerifyGetKey,
  jwksCache,
} from 'jose';

/** The key set cannot be read now, so a token can be neither trusted nor refused. Coming again helps. */
export class IssuerUnavailableError extends SafeError {}

export interface IssuerKeysOptions {
  jwksUrl: string;
  /** Older keys are read again, without a request waiting for it. Default 10 minutes. */
  maxAgeMs?: number;
  /** Still older keys count no more: a key that the issuer withdrew must not outlive an outage for ever. Default 24 hours. */
  maxStaleMs?: number;
  /** Least time between two attempts that a token provokes, so that made-up key ids are no way to flood the issuer. Default 10 s. */
  cooldownMs?: number;
  /** Default 5 s. */
  timeoutMs?: number;
}

export class IssuerKeys {
  private readonly options: Required<IssuerKeysOptions>;
  private readonly logger: Logger;
  private readonly cache: JWKSCacheInput = {};
  private readonly remote;
  private failure: { error: IssuerUnavailableError; atMs: number } | undefined;

  constructor(options: IssuerKeysOptions, logger: Logger) {
    this.options = {
      maxAgeMs: 600_000,
      maxStaleMs: 86_400_000,
      cooldownMs: 10_000,
      timeoutMs: 5_000,
      ...options,
    };
    this.logger = logger;
    this.remote = createRemoteJWKSet(new URL(options.jwksUrl), {
      // When they are old is decided here: jose would throw away good keys before it has new ones.
      cacheMaxAge: Number.POSITIVE_INFINITY,
      cooldownDuration: this.options.cooldownMs,
      timeoutDuration: this.options.timeoutMs,
      [jwksCache]: this.cache,
      [customFetch]: (url: string, init: RequestInit) => this.read(url, init),
    });
  }

  /** For jose's jwtVerify. @throws IssuerUnavailableError, or jose's error if no key fits */
  readonly find: JWTVerifyGetKey = async (header, token) => {
    const ageMs = Date.now() - (this.cache.uat ?? Number.NEGATIVE_INFINITY);
    if (ageMs > this.options.maxStaleMs) await this.remote.reload();
    else if (ageMs > this.options.maxAgeMs) this.refresh();
    return this.remote(header, token);
  };

  /** Reads the keys in the background. A failure is logged, once for an outage, and tried again by the next request. */
  refresh(): void {
    void this.remote.reload().catch(() => undefined);
  }

  private async read(url: string, init: RequestInit): Promise<Response> {
    if (this.failure && Date.now() < this.failure.atMs + this.options.cooldownMs) throw this.failure.error;
    try {
      const response = await fetch(url, init);
      const text = await response.text();
      if (response.status !== 200) throw new IssuerUnavailableError(`the issuer answered ${response.status}`);
      createLocalJWKSet(JSON.parse(text));
      if (this.failure) this.logger.info('keys of the issuer read again');
      this.failure = undefined;
      return new Response(text);
    } catch (cause) {
      const error = new IssuerUnavailableError('the keys of the issuer cannot be read', { cause });
      if (!this.failure)
        this.logger.warn({ error: cause }, 'keys of the issuer not read, known ones stay in force');
      this.failure = { error, atMs: Date.now() };
      throw error;
    }
  }
}
