import type { PolicyRow } from './ip-allow-list.repository.ts';
import { type IpNetwork, parseAddress, parseNetwork } from './ip-network.ts';

/** Addresses whose verdict is remembered, for each account. */
const KNOWN_MAX = 10_000;

/** From where one account may be used. An empty list allows every address, as the wire's clients say. */
export class AddressPolicy {
  private readonly entries: readonly { readonly id: string; readonly network: IpNetwork }[];
  /** What an address was found to be: the id of its entry, or `null`. */
  private readonly known = new Map<string, string | null>();
  /** Whether anything is refused at all. */
  readonly isOpen: boolean;
  private readonly isEmpty: boolean;

  constructor({ enforced, total, ids, networks }: PolicyRow) {
    this.isEmpty = total === 0;
    this.isOpen = !enforced || this.isEmpty;
    this.entries = networks.flatMap((text, i) => {
      const network = parseNetwork(text);
      return network ? [{ id: ids[i]!, network }] : [];
    });
  }

  /** Whether the list names the address, enforced or not. */
  wouldAllow(address: string): boolean {
    return this.isEmpty || this.entryOf(address) !== null;
  }

  /** The entry that the address is in. */
  entryOf(address: string): string | null {
    const known = this.known.get(address);
    if (known !== undefined) return known;
    const parsed = parseAddress(address);
    const found = parsed && this.entries.find(({ network }) => network.contains(parsed))?.id;
    if (this.known.size >= KNOWN_MAX) this.known.clear();
    this.known.set(address, found ?? null);
    return found ?? null;
  }
}
