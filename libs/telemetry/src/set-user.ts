// Who caused a trace, through dd-trace's own user API. Which values may be given is not decided here.
import { tracer } from './tracer.ts';

/** Each key becomes the tag `usr.<key>`, as it is: whoever makes one answers for what it tells of a person. */
export interface TraceUser {
  readonly id: string;
  readonly [key: string]: string;
}

/**
 * Tags the root span that the active trace has in this process: the request's own, or a message's `kafka.consume`.
 * Makes no span. Does nothing where no span is active. What was tagged before stays, unless it has the same key.
 */
export function setUser(user: TraceUser): void {
  tracer.setUser(user);
}
