import type { Command } from '../../command.ts';
import { wide } from '../../output/columns.ts';

export const lsBlockTypes: Command = {
  name: 'type ls',
  summary: 'List block types',
  options: [['--limit <count>', 'how many', '200']],
  examples: ['block type ls', 'block type ls -o name'],
  run: async (context, given) => {
    const rows = await context.client.call('POST /block_types/filter', { body: { limit: given.limit(200) } });
    await context.print.list(rows, {
      columns: [wide('SLUG', 'slug'), wide('NAME', 'name'), wide('DESCRIPTION', 'description')],
      name: (row) => String(row['slug']),
      empty: 'No block types.',
    });
  },
};
