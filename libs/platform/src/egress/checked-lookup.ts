import type { LookupAddress, LookupOptions } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { EgressError } from './egress-error.ts';

/** All addresses of a name. */
export type ResolveName = (name: string) => Promise<LookupAddress[]>;

/** Asks the system, as everything else on the machine does. */
export const resolveBySystem: ResolveName = (name) => lookup(name, { all: true, verbatim: true });

type Callback = (
  error: NodeJS.ErrnoException | null,
  address: string | LookupAddress[],
  family?: number,
) => void;

/**
 * A `lookup` for sockets that hands out only addresses it has checked. The socket connects to what it was handed and
 * asks no second time, so a name that changes its answer (DNS rebinding) changes nothing. One address that is not
 * allowed spoils the name: a mixed answer is an attack or a mistake.
 */
export function checkedLookup(resolve: ResolveName, mayConnect: (address: string) => boolean) {
  const check = async (name: string): Promise<LookupAddress[]> => {
    const addresses = await resolve(name).catch((cause: unknown) => {
      throw new EgressError('name', `${name} has no address`, { cause });
    });
    if (addresses.length === 0) throw new EgressError('name', `${name} has no address`);
    const refused = addresses.find(({ address }) => !mayConnect(address));
    if (refused) throw new EgressError('address', `${name} leads to ${refused.address}`);
    return addresses;
  };
  return (name: string, options: LookupOptions, done: Callback): void => {
    check(name).then(
      (addresses) => {
        const first = addresses[0]!; // never empty, see above
        if (options.all) done(null, addresses);
        else done(null, first.address, first.family);
      },
      (error: unknown) => done(error as EgressError, []), // `check` throws nothing else
    );
  };
}
