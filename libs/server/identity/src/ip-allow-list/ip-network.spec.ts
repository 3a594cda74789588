import { parseAddress, parseNetwork } from './ip-network.ts';

it.each([
  ['10.0.0.0/8', '10.0.0.0/8', '10.255.255.255', '11.0.0.0'],
  ['192.168.1.7', '192.168.1.7/32', '192.168.1.7', '192.168.1.8'],
  ['2001:db8::/32', '2001:db8::/32', '2001:db8:ffff::1', '2001:db9::1'],
  ['::1', '::1/128', '::1', '::2'],
  ['0.0.0.0/0', '0.0.0.0/0', '8.8.8.8', '2001:db8::1'],
  ['::ffff:10.0.0.0/104', '10.0.0.0/8', '10.1.2.3', '11.1.2.3'],
  ['10.0.0.0/8', '10.0.0.0/8', '::ffff:10.1.2.3', '::ffff:11.1.2.3'],
])('%s is %s: %s is in it, %s is not', (given, text, inside, outside) => {
  const network = parseNetwork(given)!;
  expect(network.text).toBe(text);
  expect(network.contains(parseAddress(inside)!)).toBe(true);
  expect(network.contains(parseAddress(outside)!)).toBe(false);
});

it.each([
  '',
  'x',
  '10.0.0.0/33',
  '10.0.0.1/8',
  '10/8',
  '10.1',
  '0x7f.0.0.1',
  '::1/129',
  'fe80::1%eth0',
  '1.2.3.4/',
  '1.2.3.4/8/8',
  '::ffff:0:0/95',
])('%p is no network', (given) => {
  expect(parseNetwork(given)).toBeUndefined();
});
