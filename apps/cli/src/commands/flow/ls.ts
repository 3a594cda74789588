import type { Command } from '../../command.ts';
import { column, idColumn, since, wide } from '../../output/columns.ts';

export const lsFlows: Command = {
  name: 'ls',
  summary: 'List flows, the newest first',
  options: [
    ['--limit <count>', 'how many', '50'],
    ['--name <part>', 'only those with this in their name'],
  ],
  examples: ['flow ls', 'flow ls --name etl -o name'],
  run: async (context, given) => {
    const name = given.text('name');
    const rows = await context.client.call('POST /flows/filter', {
      body: {
        sort: 'CREATED_DESC',
        limit: given.limit(),
        ...(name === undefined ? {} : { flows: { name: { like_: name } } }),
      },
    });
    await context.print.list(rows, {
      columns: [
        wide('NAME', 'name'),
        idColumn,
        column('TAGS', 'tags'),
        since('CREATED', 'created', context.nowMs),
      ],
      name: (row) => row.name,
      empty: 'No flows.',
    });
  },
};
