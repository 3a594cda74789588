import type { Command } from '../../command.ts';
import { column, wide } from '../../output/columns.ts';

export const lsScopes: Command = {
  name: 'scopes',
  summary: 'List what roles and keys may allow',
  examples: ['role scopes'],
  run: async (context) => {
    const rows = await context.client.call('GET /accounts/{account}/scopes', {
      path: { account: await context.accountId() },
    });
    await context.print.list(rows, {
      columns: [column('SCOPE', 'scope'), wide('ALLOWS', 'description')],
      name: (row) => row.scope,
      empty: 'No scopes.',
    });
  },
};
