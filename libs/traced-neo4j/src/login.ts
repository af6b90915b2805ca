// Who this client is to the database. A password in a file is read with the first connection, and again once the
// database has refused the login: not before, since between the change of the file and that in the database the
// former password is the right one.
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

  /** Asked by the driver for every use of a connection. Throws a GraphError if the file cannot be read. */
  getToken(): AuthToken {
    this.token ??= auth.basic(this.options.user, this.readPassword());
    return this.token;
  }

  /** The driver tells it of a refusal on a connection that stands, but not of one while it connects: see `heed`. */
  handleSecurityException(): boolean {
    this.token = undefined;
    return false;
  }

  /** To be told of every error. */
  heed(error: unknown): void {
    if (neo4jErrorKind(error) === 'refused') this.token = undefined;
  }

  /** In words for an operator: undefined, or that the file cannot be read. */
  refusal(): string | undefined {
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
