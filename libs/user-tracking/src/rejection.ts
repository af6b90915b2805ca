// Why somebody was turned away, from the status of the answer. Pure.

export type Refusal = 'unauthenticated' | 'forbidden';

const word = /^[a-z][a-z-]{0,39}$/;

export function rejectionForStatus(status: number): Refusal | undefined {
  if (status === 401) return 'unauthenticated';
  return status === 403 ? 'forbidden' : undefined;
}

/** A reason if it is a word that somebody chose; undefined for what could be anybody's id. */
export function reasonWord(reason: unknown): string | undefined {
  return typeof reason === 'string' && word.test(reason) ? reason : undefined;
}
