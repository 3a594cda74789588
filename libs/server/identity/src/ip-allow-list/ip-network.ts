import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
const BITS = { ipv4: 32, ipv6: 128 } as const;

/** A network as `address/bits`; a single address is the network of itself. */
export interface IpNetwork {
  readonly text: string;
  contains(address: Address): boolean;
}

/**
 * Reads `192.168.1.0/24`, `2001:db8::/32` or a single address; `undefined` for anything else, also for a network with
 * bits beyond its prefix, as the wire's clients read it. Networks of IPv4 addresses written as IPv6 are IPv4 networks.
 */
export function parseNetwork(given: string): IpNetwork | undefined {
  const [head = '', tail, ...more] = given.trim().split('/');
  if (more.length > 0 || head.includes('%') || !isStrict(head)) return undefined;
  let address: Address = ipaddr.parse(head);
  if (tail !== undefined && !/^\d{1,3}$/.test(tail)) return undefined;
  let bits = tail === undefined ? BITS[address.kind()] : Number(tail);
  if (bits > BITS[address.kind()]) return undefined;
  if (address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress()) {
    if (bits < 96) return undefined;
    [address, bits] = [address.toIPv4Address(), bits - 96];
  }
  const kind = address.kind();
  // both are of one kind, which the type of `match` cannot say
  const contains = (other: Address): boolean =>
    other.kind() === kind && (other as ipaddr.IPv4).match(address as ipaddr.IPv4, bits);
  const text = `${address.toString()}/${bits}`;
  const first =
    kind === 'ipv4' ? ipaddr.IPv4.networkAddressFromCIDR(text) : ipaddr.IPv6.networkAddressFromCIDR(text);
  return first.toString() === address.toString() ? { text, contains } : undefined;
}

/** The address of a connection; `undefined` when it is none. */
export const parseAddress = (text: string): Address | undefined => {
  const plain = text.split('%')[0]!;
  return isStrict(plain) ? ipaddr.process(plain) : undefined;
};

/** Four decimal parts, or IPv6: the shorthands of old C libraries (`10.1`, `0x7f.1`) mean different things to others. */
const isStrict = (text: string): boolean =>
  ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text);
