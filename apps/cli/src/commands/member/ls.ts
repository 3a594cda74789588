import type { Command } from '../../command.ts';
import { column, since, wide } from '../../output/columns.ts';

export const lsMembers: Command = {
  name: 'ls',
  summary: 'List the people of the account',
  options: [
    ['--limit <count>', 'how many', '50'],
    ['--search <text>', 'part of a name, handle or address'],
  ],
  examples: ['member ls', 'member ls --search ada'],
  run: async (context, given) => {
    const search = given.text('search');
    const rows = await context.client.call('POST /accounts/{account}/account_memberships/filter', {
      path: { account: await context.accountId() },
      body: { limit: given.limit(), ...(search === undefined ? {} : { account_memberships: { search } }) },
    });
    await context.print.list(rows, {
      columns: [
        column('HANDLE', 'handle'),
        wide('EMAIL', 'email'),
        column('ROLE', 'account_role_name'),
        since('LAST LOGIN', 'last_login', context.nowMs),
        column('ID', 'id'),
      ],
      name: (row) => row.handle,
      empty: 'No members.',
    });
  },
};
