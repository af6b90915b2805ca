// Options of AuthModule.
import type { Type } from '@nestjs/common';
import type { ApiKeysOptions } from './api-keys.ts';
import type { JwtOptions } from './jwt-verifier.ts';

export interface AuthOptions {
  /**
   * How clients authenticate: JWTs, API keys, or both. `none` turns authentication off: everyone is the same principal of the
   * given tenant and may call every route that is public or has scopes.
   */
  methods:
    | { jwt?: JwtOptions | undefined; apiKeys?: ApiKeysOptions | undefined }
    | { none: { tenant: string } };
  /** Third-party controllers that cannot carry `@Public()` themselves, such as the metrics controller. */
  publicControllers?: Type<unknown>[];
  /** Realm in `WWW-Authenticate`. Default `api`. */
  realm?: string;
}
