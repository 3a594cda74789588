import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Range = [Address, number];

/** Looks public, but answers only inside a cloud: the host agent of Azure. */
const PUBLIC_LOOKING_METADATA = ipaddr.parse('168.63.129.16').toString();

/** Whether the text is a CIDR range such as `10.0.0.0/8` or `fd00::/8`. */
export const isCidr = (text: string): boolean => ipaddr.isValidCIDR(text);

/**
 * Which addresses the server may talk to on behalf of a user: public unicast ones, and those the operator listed.
 * Everything else is refused by not being on a list, so that a range nobody thought of is refused too.
 */
export class EgressRules {
  private readonly allowed: readonly Range[];

  /** @param allow CIDR ranges that are allowed although they are not public. */
  constructor(allow: readonly string[] = []) {
    this.allowed = allow.map((text) => ipaddr.parseCIDR(text) as Range);
  }

  /** Whether the operator named the address: then plain http is allowed, too. */
  isListed(text: string): boolean {
    const address = plain(text);
    return (
      address !== undefined &&
      this.allowed.some(([range, bits]) => {
        if (range.kind() !== address.kind()) return false;
        // both are of one kind, which the type of `match` cannot say
        return (address as ipaddr.IPv4).match(range as ipaddr.IPv4, bits);
      })
    );
  }

  /** Whether anybody's request may go there. */
  isPublic(text: string): boolean {
    const address = plain(text);
    if (address === undefined || address.range() !== 'unicast') return false;
    if (address.kind() === 'ipv4') return address.toString() !== PUBLIC_LOOKING_METADATA;
    // of IPv6 only 2000::/3 was ever given out; the rest is "unicast" for want of a name
    return (address.toByteArray()[0]! & 0xe0) === 0x20;
  }
}

/** The address; an IPv4 address that is written as IPv6 is the IPv4 address it reaches. Zones (`%eth0`) are no addresses. */
function plain(text: string): Address | undefined {
  if (text.includes('%') || !ipaddr.isValid(text)) return undefined;
  return ipaddr.process(text);
}
