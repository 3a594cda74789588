import type { Command } from '../../command.ts';
import { column, numeric, since, statusColumn, wide } from '../../output/columns.ts';

export const lsWorkPools: Command = {
  name: 'ls',
  summary: 'List work pools',
  options: [['--limit <count>', 'how many', '50']],
  examples: ['work-pool ls', 'work-pool ls -o name'],
  run: async (context, given) => {
    const rows = await context.client.call('POST /work_pools/filter', { body: { limit: given.limit() } });
    await context.print.list(rows, {
      columns: [
        wide('NAME', 'name'),
        column('TYPE', 'type'),
        statusColumn(),
        numeric('ACTIVE', 'active_slots'),
        numeric('LIMIT', 'concurrency_limit'),
        since('CREATED', 'created', context.nowMs),
      ],
      name: (row) => String(row['name']),
      empty: 'No work pools. Make one: orch work-pool create NAME --type process',
    });
  },
};
