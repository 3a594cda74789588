import type { Command } from '../../command.ts';
import { column, idColumn, since, statusColumn, wide } from '../../output/columns.ts';

export const lsInvites: Command = {
  name: 'ls',
  summary: 'List invitations',
  options: [['--limit <count>', 'how many', '50']],
  examples: ['invite ls'],
  run: async (context, given) => {
    const rows = await context.client.call('POST /accounts/{account}/invitations/filter', {
      path: { account: await context.accountId() },
      body: { limit: given.limit() },
    });
    await context.print.list(rows, {
      columns: [
        wide('EMAIL', 'email'),
        statusColumn(),
        column('ROLE', 'account_role_name'),
        wide('WORKSPACE', 'workspace_name'),
        since('EXPIRES', 'expires', context.nowMs),
        idColumn,
      ],
      name: (row) => row.email,
      empty: 'No invitations.',
    });
  },
};
