import { trackedIp } from './tracked-ip.ts';

describe('trackedIp', () => {
  it.each([
    ['203.0.113.77', '203.0.113.0/24', '203.0.113.77'],
    ['::ffff:203.0.113.77', '203.0.113.0/24', '203.0.113.77'],
    ['2001:DB8:7:1::9', '2001:db8:7::/48', '2001:db8:7:1::9'],
    ['2001:db8:7:ffff:1:2:3:4', '2001:db8:7::/48', '2001:db8:7:ffff:1:2:3:4'],
    ['fe80::1%eth0', 'fe80::/48', 'fe80::1'],
    ['::1', '::/48', '::1'],
  ])('reduces %s to %s or %s', (ip, network, full) => {
    expect(trackedIp(ip, 'truncated')).toBe(network);
    expect(trackedIp(ip, 'full')).toBe(full);
    expect(trackedIp(ip, 'off')).toBeUndefined();
  });

  it.each([
    undefined,
    null,
    7,
    '',
    '7',
    '0x7f000001',
    '203.0.113',
    '203.0.113.777',
    'localhost',
    '203.0.113.7, 10.0.0.1',
  ])('returns undefined for %p', (ip) => {
    expect(trackedIp(ip, 'truncated')).toBeUndefined();
    expect(trackedIp(ip, 'full')).toBeUndefined();
  });
});
