import type { Command } from '../../command.ts';
import { numeric, since, statusColumn, wide } from '../../output/columns.ts';

export const lsWorkQueues: Command = {
  name: 'ls',
  summary: 'List work queues',
  options: [
    ['--limit <count>', 'how many', '50'],
    ['--pool <name>', 'only those of this pool'],
  ],
  examples: ['work-queue ls', 'work-queue ls --pool prod'],
  run: async (context, given) => {
    const pool = given.text('pool');
    const body = { limit: given.limit() };
    const rows =
      pool === undefined
        ? await context.client.call('POST /work_queues/filter', { body })
        : await context.client.call('POST /work_pools/{work_pool_name}/queues/filter', {
            path: { work_pool_name: pool },
            body,
          });
    await context.print.list(rows, {
      columns: [
        wide('POOL', 'work_pool_name'),
        wide('NAME', 'name'),
        statusColumn(),
        numeric('PRIORITY', 'priority'),
        numeric('LIMIT', 'concurrency_limit'),
        since('POLLED', 'last_polled', context.nowMs),
      ],
      name: (row) => `${String(row['work_pool_name'])}/${String(row['name'])}`,
      empty: 'No work queues.',
    });
  },
};
