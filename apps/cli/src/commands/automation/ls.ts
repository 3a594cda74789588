import type { Command } from '../../command.ts';
import { idColumn, since, wide } from '../../output/columns.ts';

export const lsAutomations: Command = {
  name: 'ls',
  summary: 'List automations',
  options: [['--limit <count>', 'how many', '50']],
  examples: ['automation ls'],
  run: async (context, given) => {
    const rows = await context.client.call('POST /automations/filter', { body: { limit: given.limit() } });
    await context.print.list(rows, {
      columns: [
        wide('NAME', 'name'),
        {
          head: 'STATUS',
          text: (row) => (row['enabled'] === true ? 'active' : 'paused'),
          style: (row) => (row['enabled'] === true ? 'green' : 'magenta'),
        },
        wide('DESCRIPTION', 'description'),
        since('UPDATED', 'updated', context.nowMs),
        idColumn,
      ],
      name: (row) => String(row['name']),
      empty: 'No automations.',
    });
  },
};
