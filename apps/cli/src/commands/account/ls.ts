import type { Command } from '../../command.ts';
import { column, wide } from '../../output/columns.ts';

export const lsAccounts: Command = {
  name: 'ls',
  summary: 'Accounts of this key',
  examples: ['account ls'],
  run: async (context) => {
    const rows = await context.client.call('GET /me/accounts', {});
    const current = context.client.place.accountId;
    await context.print.list(rows, {
      columns: [
        { head: '', text: (row) => (row.account_id === current ? '*' : ' '), style: () => 'green' },
        column('HANDLE', 'account_handle'),
        wide('NAME', 'account_name'),
        column('ID', 'account_id'),
      ],
      name: (row) => row.account_handle,
      empty: 'This key has no account.',
    });
  },
};
