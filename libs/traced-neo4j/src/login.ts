// The client's credentials. A password file is read for the first connection, and again only after the database has rejected
// the login. In between, the file may have changed while the database still expects the old password.
import { readFileSync } from 'node:fs';
import { type AuthToken, type AuthTokenManager, auth } from 'neo4j-driver';
import { neo4jErrorKind } from './error-class.ts';
import { explainAccessFailure } from './explain-access-failure.ts';
import { GraphError } from './neo4j-errors.ts';
import type { TracedNeo4jOptions } from './options.ts';

export class Login implements AuthTokenManager {
  private readonly options: Pick<TracedNeo4jOptions, 'user' | 'password' | 'passwordFile'>;
  private token: AuthToken | undefined;

  constructor(options: Pick<TracedNeo4jOptions, 'user' | 'password' | 'passwordFile'>) {
    this.options = options;
  }

  /** The driver calls this each time it uses a connection. Throws a GraphError if the file cannot be read. */
  getToken(): AuthToken {
    this.token ??= auth.basic(this.options.user, this.readPassword());
    return this.token;
  }

  /** The driver reports a rejected login on an open connection here, but not one while it connects: see `onError`. */
  handleSecurityException(): boolean {
    this.token = undefined;
    return false;
  }

  /** Call this with every error. After an access failure the password file is read again. */
  onError(error: unknown): void {
    if (neo4jErrorKind(error) === 'access') this.token = undefined;
  }

  /** The reason, for an operator, if the password file cannot be read. */
  accessFailure(): string | undefined {
    try {
      this.getToken();
      return undefined;
    } catch (error) {
      return explainAccessFailure((error as GraphError).code);
    }
  }

  private readPassword(): string {
    const { password = '', passwordFile } = this.options;
    if (passwordFile === undefined) return password;
    try {
      return readFileSync(passwordFile, 'utf8').replace(/\r?\n$/, '');
    } catch (cause) {
      throw new GraphError('PasswordFileUnusable', 'transient', 'login', { cause });
    }
  }
}
