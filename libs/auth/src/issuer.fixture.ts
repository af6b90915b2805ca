// A token issuer that serves its keys over HTTP. Tests can stop it, restart it and rotate its keys.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;

export class Issuer {
  readonly issuer = 'https://issuer.example';
  /** How often the key set was fetched. */
  reads = 0;
  /** Served instead of the key set. */
  broken: { status: number; body: string } | undefined;
  private server: Server | undefined;
  private port = 0;
  private current: { kid: string; pair: Pair } | undefined;
  private published: { kid: string; pair: Pair }[] = [];

  get jwksUrl(): string {
    return `http://127.0.0.1:${this.port}/jwks`;
  }

  /** Listens on the previous port, if there was one. */
  async start(): Promise<void> {
    if (!this.current) await this.rotate();
    this.server = createServer((_request, response) => {
      this.reads++;
      if (this.broken) response.writeHead(this.broken.status).end(this.broken.body);
      else void this.keySet().then((keys) => response.end(JSON.stringify({ keys })));
    }).listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const closed = this.server?.listening ? once(this.server, 'close') : undefined;
    this.server?.close();
    this.server?.closeAllConnections();
    await closed;
  }

  /** Signs further tokens with a new key. Older keys stay published unless `withdraw` is set. */
  async rotate({ withdraw = false } = {}): Promise<void> {
    const pair = await generateKeyPair('ES256', { extractable: true });
    this.current = { kid: `key-${this.published.length + 1}`, pair };
    this.published = withdraw ? [this.current] : [...this.published, this.current];
  }

  /** A valid token for `orders`; `claims` and `header` override parts of it. */
  sign(claims: Record<string, unknown> = {}, header: { kid?: string; alg?: string } = {}): Promise<string> {
    const { kid, pair } = this.current as { kid: string; pair: Pair };
    const nowSeconds = Math.floor(Date.now() / 1_000);
    return new SignJWT({
      iss: this.issuer,
      aud: 'orders',
      sub: 'canary-user',
      exp: nowSeconds + 300,
      tenant: 'acme',
      scope: 'orders:read',
      ...claims,
    })
      .setProtectedHeader({ alg: 'ES256', kid, ...header })
      .sign(pair.privateKey);
  }

  private keySet() {
    return Promise.all(
      this.published.map(async ({ kid, pair }) => ({
        ...(await exportJWK(pair.publicKey)),
        kid,
        alg: 'ES256',
      })),
    );
  }
}
