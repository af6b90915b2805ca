// The part of a client's IP address that is tagged. Pure.
import ipaddr from 'ipaddr.js';

/**
 * `off`: nothing. `truncated`: the network, `203.0.113.0/24` or `2001:db8:7::/48`, shared by up to 256 addresses or a whole
 * site. `full`: the address, which the provider can link to a person.
 */
export type TrackIpAddress = 'off' | 'truncated' | 'full';

/** Undefined for `off` and for anything that is not an address. IPv4-mapped IPv6 addresses are returned as IPv4. */
export function trackedIp(ip: unknown, mode: TrackIpAddress): string | undefined {
  if (mode === 'off' || typeof ip !== 'string') return undefined;
  // Not `ipaddr.isValid`, which accepts any number as an address.
  if (!ipaddr.IPv4.isValidFourPartDecimal(ip) && !ipaddr.IPv6.isValid(ip)) return undefined;
  const address = ipaddr.process(ip.replace(/%.*$/, ''));
  if (mode === 'full') return address.toString();
  return address.kind() === 'ipv4'
    ? `${ipaddr.IPv4.networkAddressFromCIDR(`${address}/24`)}/24`
    : `${ipaddr.IPv6.networkAddressFromCIDR(`${address}/48`)}/48`;
}
