// Tags the user of a trace through dd-trace's user API. The caller decides which values may be passed.
import { tracer } from './tracer.ts';

/** Each key becomes the tag `usr.<key>`, unchanged. The caller is responsible for what the values reveal. */
export interface TraceUser {
  readonly id: string;
  readonly [key: string]: string;
}

/**
 * Tags the local root span of the active trace: the request's span, or a message's `kafka.consume`. Creates no span and is
 * a no-op without an active one. Earlier tags stay unless they have the same key.
 */
export function setUser(user: TraceUser): void {
  tracer.setUser(user);
}
