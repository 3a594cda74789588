import type { IpAllowlist } from '@orch/contract';
import type { Command } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { Failure, usage } from '../../failure.ts';
import { column, wide } from '../../output/columns.ts';

type Entries = IpAllowlist['entries'];
const NETWORK = ['<network>', 'an address, or a network such as 203.0.113.0/24'] as const;
const withMask = (network: string): string =>
  network.includes('/') ? network : `${network}/${network.includes(':') ? 128 : 32}`;
const isSame = (one: string, other: string): boolean => withMask(one) === withMask(other);

const read = async ({ client }: CommandContext, account: string): Promise<Entries> =>
  (await client.call('GET /accounts/{account}/ip_allowlist', { path: { account } })).entries;

/** The list is written as a whole; only what the wire takes goes back. */
const write = async (context: CommandContext, change: (entries: Entries) => Entries): Promise<Entries> => {
  const account = await context.accountId();
  const entries = change(await read(context, account)).map(({ ip_network, enabled, description }) => ({
    ip_network,
    enabled,
    description,
  }));
  await context.client.call('PUT /accounts/{account}/ip_allowlist', { path: { account }, body: { entries } });
  return read(context, account);
};

const changed = (entries: Entries, network: string, change: (entry: Entries[number]) => Entries): Entries => {
  if (!entries.some(({ ip_network }) => isSame(ip_network, network)))
    throw new Failure(`${network} is not on the list`);
  return entries.flatMap((entry) => (isSame(entry.ip_network, network) ? change(entry) : [entry]));
};

export const lsAllowed: Command = {
  name: 'ip-allowlist ls',
  summary: 'List the networks that may use this account',
  examples: ['cloud ip-allowlist ls'],
  run: async (context) => {
    await context.print.list(await read(context, await context.accountId()), {
      columns: [
        wide('NETWORK', 'ip_network'),
        column('ENABLED', 'enabled'),
        wide('DESCRIPTION', 'description'),
      ],
      name: ({ ip_network }) => ip_network,
      empty: 'No networks: every address may use this account.',
    });
  },
};

export const addAllowed: Command = {
  name: 'ip-allowlist add',
  summary: 'Let a network use this account',
  takes: [NETWORK],
  options: [['-d, --description <text>', 'whose it is']],
  examples: ['cloud ip-allowlist add 203.0.113.0/24 --description Office'],
  run: async (context, given) => {
    const network = given.arg(0);
    const entry = { ip_network: network, enabled: true, description: given.text('description') ?? null };
    const entries = await write(context, (before) => {
      if (before.some(({ ip_network }) => isSame(ip_network, network)))
        throw usage(`${network} is on the list already`);
      return [...before, entry];
    });
    await context.print.done(`Added ${network}.`, entries, network);
  },
};

export const removeAllowed: Command = {
  name: 'ip-allowlist remove',
  summary: 'Take a network off the list',
  takes: [NETWORK],
  examples: ['cloud ip-allowlist remove 203.0.113.0/24 --yes'],
  run: async (context, given) => {
    const network = given.arg(0);
    await context.confirm(`Remove network "${network}"?`);
    const entries = await write(context, (before) => changed(before, network, () => []));
    await context.print.done(`Removed ${network}.`, entries, network);
  },
};

export const toggleAllowed: Command = {
  name: 'ip-allowlist toggle',
  summary: 'Switch a network of the list on or off',
  takes: [NETWORK],
  examples: ['cloud ip-allowlist toggle 203.0.113.0/24'],
  run: async (context, given) => {
    const network = given.arg(0);
    const entries = await write(context, (before) =>
      changed(before, network, (entry) => [{ ...entry, enabled: !entry.enabled }]),
    );
    const isOn = entries.some(({ ip_network, enabled }) => isSame(ip_network, network) && enabled);
    await context.print.done(`Switched ${network} ${isOn ? 'on' : 'off'}.`, entries, network);
  },
};

const enforce = (verb: 'enable' | 'disable', summary: string): Command => ({
  name: `ip-allowlist ${verb}`,
  summary,
  examples: [`cloud ip-allowlist ${verb}`],
  run: async (context) => {
    const account = await context.accountId();
    const body = { enforce_ip_allowlist: verb === 'enable' };
    await context.client.call('PATCH /accounts/{account}/settings', { path: { account }, body });
    await context.print.done(`The list of networks is ${verb}d.`, body, verb);
  },
});
export const enableAllowed = enforce('enable', 'Let only the networks of the list use this account');
export const disableAllowed = enforce('disable', 'Let every address use this account');
