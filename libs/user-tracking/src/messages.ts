// The messages of an RPC handler, from traced-kafka's transport or Nest's own for Kafka. They are recognized by their methods
// rather than by class, so that neither package is a dependency. Pure.

export interface Message {
  readonly headers?: Record<string, unknown>;
  /** Runs work in this message's trace. If missing, the active trace is the message's own. */
  within?<T>(work: () => T): T;
}

interface RpcContext {
  /** traced-kafka: one message, or those of a batch. */
  getMessages?(): unknown;
  /** Nest's transport. */
  getMessage?(): unknown;
}

/** Returns an empty list for other transports. */
export function messagesOf(context: unknown): Message[] {
  const rpc = (context ?? {}) as RpcContext;
  const messages = typeof rpc.getMessages === 'function' ? rpc.getMessages() : rpc.getMessage?.();
  return [messages].flat().filter((each): each is Message => typeof each === 'object' && each !== null);
}
