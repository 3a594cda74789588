import { EgressRules, isCidr } from './egress-rules.ts';

it.each([
  '8.8.8.8',
  '1.1.1.1',
  '100.63.255.255',
  '100.128.0.1',
  '172.32.0.1',
  '2606:4700:4700::1111',
  '2a00:1450:4001:80b::200e',
])('%s is public', (address) => {
  expect(new EgressRules().isPublic(address)).toBe(true);
});

it.each([
  ['this host', '0.0.0.0'],
  ['this network', '0.1.2.3'],
  ['loopback', '127.0.0.1'],
  ['the whole of loopback', '127.255.255.254'],
  ['private 10', '10.0.0.1'],
  ['private 172', '172.31.255.255'],
  ['private 192', '192.168.1.1'],
  ['link-local, metadata of most clouds', '169.254.169.254'],
  ['metadata of Azure, which looks public', '168.63.129.16'],
  ['metadata of Alibaba, carrier-grade NAT', '100.100.100.200'],
  ['metadata of Oracle', '192.0.0.192'],
  ['benchmarks', '198.18.0.1'],
  ['documentation', '203.0.113.9'],
  ['multicast', '224.0.0.1'],
  ['reserved', '240.0.0.1'],
  ['broadcast', '255.255.255.255'],
  ['unspecified', '::'],
  ['loopback, IPv6', '::1'],
  ['loopback mapped into IPv6', '::ffff:127.0.0.1'],
  ['the same in hexadecimal', '::ffff:7f00:1'],
  ['metadata mapped into IPv6', '::ffff:169.254.169.254'],
  ['metadata of Azure mapped into IPv6', '::ffff:168.63.129.16'],
  ['loopback, IPv4-compatible', '::127.0.0.1'],
  ['loopback behind NAT64', '64:ff9b::7f00:1'],
  ['private behind local NAT64', '64:ff9b:1::a00:1'],
  ['loopback behind 6to4', '2002:7f00:1::'],
  ['Teredo', '2001:0:7f00:1::1'],
  ['link-local, IPv6', 'fe80::1'],
  ['unique local', 'fd00:ec2::254'],
  ['site-local', 'fec0::1'],
  ['multicast, IPv6', 'ff02::1'],
  ['documentation, IPv6', '2001:db8::1'],
  ['never given out', '4000::1'],
  ['with a zone', 'fe80::1%eth0'],
  ['a public one with a zone', '2606:4700:4700::1111%eth0'],
  ['no address', 'localhost'],
])('%s (%s) is not public', (_what, address) => {
  expect(new EgressRules().isPublic(address)).toBe(false);
  expect(new EgressRules().isListed(address)).toBe(false);
});

it('what the operator listed is listed, in either notation, and nothing beside it', () => {
  const rules = new EgressRules(['10.1.0.0/16', 'fd00::/8', '127.0.0.2/32']);
  for (const address of ['10.1.2.3', '::ffff:10.1.2.3', 'fd12::1', '127.0.0.2'])
    expect([address, rules.isListed(address)]).toEqual([address, true]);
  for (const address of ['10.2.0.1', '127.0.0.1', '::1', 'fe80::1', '8.8.8.8', '10.1', 'x'])
    expect([address, rules.isListed(address)]).toEqual([address, false]);
});

it.each([
  ['10.0.0.0/8', true],
  ['fd00::/8', true],
  ['10.0.0.1', false],
  ['10.0.0.0/33', false],
  ['nonsense', false],
])('%s as a range: %s', (text, expected) => {
  expect(isCidr(text)).toBe(expected);
});
