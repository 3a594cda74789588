import type { Command } from '../../command.ts';
import { column, idColumn, since, wide } from '../../output/columns.ts';

const keyOf = (row: object): { readonly expiration?: unknown } => {
  const key = 'api_key' in row ? row.api_key : null;
  return typeof key === 'object' && key !== null ? key : {};
};

export const lsServiceAccounts: Command = {
  name: 'ls',
  summary: 'List service accounts',
  options: [['--limit <count>', 'how many', '50']],
  examples: ['service-account ls'],
  run: async (context, given) => {
    const rows = await context.client.call('POST /accounts/{account}/bots/filter', {
      path: { account: await context.accountId() },
      body: { limit: given.limit() },
    });
    await context.print.list(rows, {
      columns: [
        wide('NAME', 'name'),
        column('ROLE', 'account_role_name'),
        { head: 'KEY EXPIRES', text: (row) => String(keyOf(row).expiration ?? 'never').slice(0, 10) },
        since('CREATED', 'created', context.nowMs),
        idColumn,
      ],
      name: (row) => String(row['name']),
      empty: 'No service accounts.',
    });
  },
};
