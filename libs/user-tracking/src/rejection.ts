// The kind of rejection of a request, from the status of its response. Pure.

export type Rejection = 'unauthenticated' | 'forbidden';

const reasonPattern = /^[a-z][a-z-]{0,39}$/;

export function rejectionForStatus(status: number): Rejection | undefined {
  if (status === 401) return 'unauthenticated';
  return status === 403 ? 'forbidden' : undefined;
}

/** The reason if it looks like a fixed word; undefined if it could be someone's id. */
export function safeReason(reason: unknown): string | undefined {
  return typeof reason === 'string' && reasonPattern.test(reason) ? reason : undefined;
}
