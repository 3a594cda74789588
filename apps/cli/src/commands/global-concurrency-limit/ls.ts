import type { Command } from '../../command.ts';
import { column, numeric, wide } from '../../output/columns.ts';

export const lsLimits: Command = {
  name: 'ls',
  summary: 'List global concurrency limits',
  options: [['--limit <count>', 'how many', '50']],
  examples: ['global-concurrency-limit ls'],
  run: async (context, given) => {
    const rows = await context.client.call('POST /v2/concurrency_limits/filter', {
      body: { limit: given.limit() },
    });
    await context.print.list(rows, {
      columns: [
        wide('NAME', 'name'),
        numeric('LIMIT', 'limit'),
        numeric('TAKEN', 'active_slots'),
        numeric('DECAY/S', 'slot_decay_per_second'),
        column('ACTIVE', 'active'),
      ],
      name: (row) => String(row['name']),
      empty: 'No global concurrency limits.',
    });
  },
};
