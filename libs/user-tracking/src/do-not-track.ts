// Signals by which a client asks not to be tracked: Global Privacy Control and its predecessor, Do Not Track. Pure.

/** Headers as Node provides them, with names in lower case. */
export type RequestHeaders = Readonly<Record<string, string | string[] | undefined>>;

export function sendsDoNotTrack(headers: RequestHeaders | undefined): boolean {
  return [headers?.['sec-gpc'], headers?.dnt].some((value) => [value].flat()[0]?.trim() === '1');
}
