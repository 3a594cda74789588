import type { WorkspaceRoleOfWire } from '@orch/contract';
import type { Command } from '../../command.ts';
import { idColumn, wide } from '../../output/columns.ts';

export const lsRoles: Command = {
  name: 'ls',
  summary: 'List workspace roles, or account roles with --account',
  options: [['--account', 'roles in the account']],
  examples: ['role ls', 'role ls --account'],
  run: async (context, given) => {
    const path = { account: await context.accountId() };
    const body = { limit: 200 };
    if (given.is('account')) {
      const rows = await context.client.call('POST /accounts/{account}/account_roles/filter', { path, body });
      return context.print.list(rows, {
        columns: [wide('NAME', 'name'), wide('ALLOWS', 'permissions'), idColumn],
        name: (row) => row.name,
        empty: 'No roles.',
      });
    }
    const rows = await context.client.call('POST /accounts/{account}/workspace_roles/filter', { path, body });
    await context.print.list(rows, {
      columns: [
        wide('NAME', 'name'),
        { head: 'KIND', text: (row: WorkspaceRoleOfWire) => (row.account_id === null ? 'built in' : 'own') },
        { head: 'SCOPES', text: (row) => String(row.effective_scopes.length), align: 'right' },
        idColumn,
      ],
      name: (row) => row.name,
      empty: 'No roles.',
    });
  },
};
