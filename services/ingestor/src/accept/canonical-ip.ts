// Normalises IP addresses: IPv6 has many spellings, and only equal text gives equal tokens. Pure.

const mappedIpv4 = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;

/** Lower case and compressed (RFC 5952); an IPv4-mapped IPv6 address becomes the IPv4 address. `ip` must be valid. */
export function canonicalIp(ip: string): string {
  if (!ip.includes(':')) return ip;
  const compressed = new URL(`http://[${ip}]`).hostname.slice(1, -1);
  const mapped = mappedIpv4.exec(compressed);
  if (mapped === null) return compressed;
  return mapped
    .slice(1)
    .map((group) => Number.parseInt(group, 16))
    .flatMap((group) => [group >> 8, group & 255])
    .join('.');
}
