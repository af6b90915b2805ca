// An API key as clients send it. Pure.

/** Headers of a request with the key; none without one. */
export function withKey(apiKey: string | undefined): Record<string, string> {
  return apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
}
