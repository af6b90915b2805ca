// How long a client may take to send a request, so that slow ones cannot hold connections and memory. The time a handler takes
// is not limited here, but by the timeouts of what it calls.

export interface HttpTimeouts {
  /** From the connection, or from the first byte of a later request on it, to the end of the headers. */
  headersMs: number;
  /** From the same moment to the end of the body. */
  requestMs: number;
  /** How often Node looks for connections that are too slow: they are closed this much later at most. */
  checkIntervalMs: number;
}

export const defaultHttpTimeouts: HttpTimeouts = {
  headersMs: 10_000,
  requestMs: 30_000,
  checkIntervalMs: 1_000,
};

/** Options of Fastify. */
export function serverTimeouts({ headersMs, requestMs, checkIntervalMs }: HttpTimeouts) {
  return {
    requestTimeout: requestMs,
    http: { headersTimeout: headersMs, connectionsCheckingInterval: checkIntervalMs },
  };
}
