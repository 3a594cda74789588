import type { Command } from '../../command.ts';
import { since, wide } from '../../output/columns.ts';
import { pastFrom } from '../../values.ts';
import { resourceName } from './resource-name.ts';

export const lsEvents: Command = {
  name: 'ls',
  summary: 'List events, the newest first',
  options: [
    ['--limit <count>', 'how many, up to 50', '20'],
    ['--prefix <text>...', 'only names that begin so; repeatable'],
    ['--since <time>', 'a date or 2h', '1d'],
  ],
  examples: ['events ls', 'events ls --prefix prefect.flow-run. --since 2h'],
  run: async (context, given) => {
    const prefix = given.list('prefix');
    const page = await context.client.call('POST /events/filter', {
      body: {
        limit: Math.min(50, given.limit(20)),
        filter: {
          occurred: { since: pastFrom(given.text('since') ?? '1d', '--since', context.nowMs) },
          ...(prefix.length > 0 ? { event: { prefix } } : {}),
          order: 'DESC',
        },
      },
    });
    await context.print.list(page.events, {
      columns: [
        since('WHEN', 'occurred', context.nowMs),
        wide('EVENT', 'event'),
        { head: 'RESOURCE', text: (row) => resourceName(row), flexible: true },
      ],
      name: (row) => row.id,
      empty: 'No events.',
    });
  },
};
