import type { Command } from '../../command.ts';
import { idColumn, numeric, wide } from '../../output/columns.ts';

export const lsTagLimits: Command = {
  name: 'ls',
  summary: 'List limits on tasks by tag',
  options: [['--limit <count>', 'how many', '50']],
  examples: ['concurrency-limit ls'],
  run: async (context, given) => {
    const rows = await context.client.call('POST /concurrency_limits/filter', {
      body: { limit: given.limit() },
    });
    await context.print.list(rows, {
      columns: [
        wide('TAG', 'tag'),
        numeric('LIMIT', 'concurrency_limit'),
        {
          head: 'TAKEN',
          text: ({ active_slots }) => String(Array.isArray(active_slots) ? active_slots.length : 0),
          align: 'right',
        },
        idColumn,
      ],
      name: (row) => String(row['tag']),
      empty: 'No concurrency limits.',
    });
  },
};
