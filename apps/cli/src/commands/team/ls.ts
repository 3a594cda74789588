import type { Command } from '../../command.ts';
import { idColumn, numeric, wide } from '../../output/columns.ts';

export const lsTeams: Command = {
  name: 'ls',
  summary: 'List teams',
  options: [['--limit <count>', 'how many', '50']],
  examples: ['team ls'],
  run: async (context, given) => {
    const rows = await context.client.call('POST /accounts/{account}/teams/filter', {
      path: { account: await context.accountId() },
      body: { limit: given.limit() },
    });
    await context.print.list(rows, {
      columns: [
        wide('NAME', 'name'),
        numeric('MEMBERS', 'member_count'),
        wide('DESCRIPTION', 'description'),
        idColumn,
      ],
      name: (row) => row.name,
      empty: 'No teams.',
    });
  },
};
