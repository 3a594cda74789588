import type { VariableResponse } from '@orch/contract';
import type { Command } from '../../command.ts';
import { column, since } from '../../output/columns.ts';

export const lsVariables: Command = {
  name: 'ls',
  summary: 'List variables',
  options: [['--limit <count>', 'how many', '50']],
  examples: ['variable ls', 'variable ls -o json'],
  run: async (context, given) => {
    const rows = await context.client.call('POST /variables/filter', { body: { limit: given.limit() } });
    await context.print.list(rows, {
      columns: [
        { head: 'NAME', text: (row: VariableResponse) => row.name, flexible: true },
        {
          head: 'VALUE',
          text: ({ value }) => (typeof value === 'string' ? value : JSON.stringify(value)),
          flexible: true,
        },
        column('TAGS', 'tags'),
        since('UPDATED', 'updated', context.nowMs),
      ],
      name: (row) => row.name,
      empty: 'No variables.',
    });
  },
};
