import type { Command } from '../../command.ts';
import { column, since, statusColumn, wide } from '../../output/columns.ts';
import { findWorkers } from './find-workers.ts';

export const lsWorkers: Command = {
  name: 'ls',
  summary: 'List workers',
  options: [['-p, --pool <pool>', 'only of this pool']],
  examples: ['worker ls', 'worker ls --pool prod -o json'],
  run: async (context, given) => {
    const rows = await findWorkers(context, given.text('pool'));
    await context.print.list(rows, {
      columns: [
        wide('NAME', 'name'),
        column('POOL', 'work_pool_name'),
        statusColumn(),
        since('HEARTBEAT', 'last_heartbeat_time', context.nowMs),
      ],
      name: (row) => String(row['name']),
      empty: 'No workers.',
    });
  },
};
