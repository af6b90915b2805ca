// One text per address: IPv6 can be written in many ways, and tokens join only equal text. Pure.

const mappedIpv4 = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;

/** Lower case, compressed (RFC 5952); an IPv4 address inside IPv6 as the IPv4 address. `ip` is a valid address. */
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
