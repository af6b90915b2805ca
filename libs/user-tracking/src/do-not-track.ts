// Signals by which a client asks not to be tracked: Global Privacy Control and its forerunner. Pure.

/** Headers as Node has them, in lower case. */
export type RequestHeaders = Readonly<Record<string, string | string[] | undefined>>;

export function objectsToTracking(headers: RequestHeaders | undefined): boolean {
  return [headers?.['sec-gpc'], headers?.dnt].some((value) => [value].flat()[0]?.trim() === '1');
}
