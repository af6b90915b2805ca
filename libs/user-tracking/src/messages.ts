// The messages of an RPC handler, of traced-kafka's transport or of Nest's own for Kafka, by what they can do and not by
// their class: neither package is needed here. Pure.

export interface Message {
  readonly headers?: Record<string, unknown>;
  /** Runs work in this message's own trace; without it the active one is its own. */
  within?<T>(work: () => T): T;
}

interface RpcContext {
  /** traced-kafka: one message, or those of a batch. */
  getMessages?(): unknown;
  /** Nest's transport. */
  getMessage?(): unknown;
}

/** Empty for other transports. */
export function messagesOf(context: unknown): Message[] {
  const rpc = (context ?? {}) as RpcContext;
  const messages = typeof rpc.getMessages === 'function' ? rpc.getMessages() : rpc.getMessage?.();
  return [messages].flat().filter((each): each is Message => typeof each === 'object' && each !== null);
}
