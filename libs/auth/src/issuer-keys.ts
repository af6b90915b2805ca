// The public keys of a token issuer, from its JWKS URL. They are fetched on first use, again when a token names an unknown
// key, and in the background when they are old. While the issuer is unavailable, tokens of known keys are still accepted.
import { type Logger, SafeError } from '@ringtrace/telemetry';
import { createLocalJWKSet, createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose';

/** The key set cannot be fetched now, so the token can be neither accepted nor rejected. Retrying helps. */
export class IssuerUnavailableError extends SafeError {}

export interface IssuerKeysOptions {
  jwksUrl: string;
  /** Older keys are refreshed in the background, without blocking a request. Default 10 minutes. */
  maxAgeMs?: number;
  /** Keys this old are no longer accepted, so that a withdrawn key does not outlive an outage for ever. Default 24 hours. */
  maxStaleMs?: number;
  /** Minimum time between two fetches caused by tokens, so that made-up key ids cannot flood the issuer. Default 10 s. */
  cooldownMs?: number;
  /** For one fetch. Default 5 s. */
  timeoutMs?: number;
}

export class IssuerKeys {
  private readonly options: Required<IssuerKeysOptions>;
  private readonly logger: Logger;
  /** By the monotonic clock, as all times here. */
  private readAtMs = Number.NEGATIVE_INFINITY;
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
      // Expiry is handled here: jose would discard valid keys before it has new ones.
      cacheMaxAge: Number.POSITIVE_INFINITY,
      cooldownDuration: this.options.cooldownMs,
      timeoutDuration: this.options.timeoutMs,
      [customFetch]: (url: string, init: RequestInit) => this.read(url, init),
    });
  }

  /** For jose's jwtVerify. @throws IssuerUnavailableError, or jose's error if no key matches */
  readonly find: JWTVerifyGetKey = async (header, token) => {
    const ageMs = performance.now() - this.readAtMs;
    if (ageMs > this.options.maxStaleMs) await this.remote.reload();
    else if (ageMs > this.options.maxAgeMs) this.refresh();
    return this.remote(header, token);
  };

  /** Refreshes the keys in the background. A failure is logged once per outage; the next request retries. */
  refresh(): void {
    void this.remote.reload().catch(() => undefined);
  }

  private async read(url: string, init: RequestInit): Promise<Response> {
    if (this.failure && performance.now() < this.failure.atMs + this.options.cooldownMs)
      throw this.failure.error;
    try {
      const response = await fetch(url, init);
      const text = await response.text();
      if (response.status !== 200) throw new IssuerUnavailableError(`the issuer answered ${response.status}`);
      createLocalJWKSet(JSON.parse(text));
      if (this.failure) this.logger.info("the issuer's keys are available again");
      this.failure = undefined;
      this.readAtMs = performance.now();
      return new Response(text);
    } catch (cause) {
      const error = new IssuerUnavailableError("cannot fetch the issuer's keys", { cause });
      if (!this.failure)
        this.logger.warn({ error: cause }, "cannot fetch the issuer's keys; keeping the known ones");
      this.failure = { error, atMs: performance.now() };
      throw error;
    }
  }
}
