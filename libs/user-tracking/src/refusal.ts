// Why somebody was turned away, from the status of the answer. Pure.

export type Refusal = 'unauthenticated' | 'forbidden';

export function refusalOf(status: number): Refusal | undefined {
  if (status === 401) return 'unauthenticated';
  return status === 403 ? 'forbidden' : undefined;
}
