import type { Command } from '../../command.ts';
import { since, statusColumn, wide } from '../../output/columns.ts';

export const lsWorkers: Command = {
  name: 'workers',
  summary: 'List the workers of a pool',
  takes: [['<pool>', 'its name']],
  examples: ['work-pool workers prod'],
  run: async (context, given) => {
    const rows = await context.client.call('POST /work_pools/{work_pool_name}/workers/filter', {
      path: { work_pool_name: given.arg(0) },
      body: { limit: 200 },
    });
    await context.print.list(rows, {
      columns: [
        wide('NAME', 'name'),
        statusColumn(),
        since('HEARTBEAT', 'last_heartbeat_time', context.nowMs),
      ],
      name: (row) => String(row['name']),
      empty: 'No workers.',
    });
  },
};
