// What the application tells this library.
import type { Type } from '@nestjs/common';
import type { ApiKeysOptions } from './api-keys.ts';
import type { JwtOptions } from './jwt-verifier.ts';

export interface AuthOptions {
  /**
   * How clients show who they are: one or both. `none` switches authentication off: everyone is one principal of the
   * given tenant, and may call every route that is public or has scopes.
   */
  methods:
    | { jwt?: JwtOptions | undefined; apiKeys?: ApiKeysOptions | undefined }
    | { none: { tenant: string } };
  /** Controllers of others that cannot carry `@Public()` themselves, such as that of metrics. */
  publicControllers?: Type<unknown>[];
  /** In `WWW-Authenticate`. Default `api`. */
  realm?: string;
}
