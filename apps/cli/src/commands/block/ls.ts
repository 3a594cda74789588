import type { JsonObject } from '@orch/client';
import type { Command } from '../../command.ts';
import { column, idColumn, since } from '../../output/columns.ts';

/** `type-slug/name`, as `block inspect` takes it. */
export const blockName = (row: JsonObject): string => {
  const type = row['block_type'];
  const slug = typeof type === 'object' && type !== null && 'slug' in type ? String(type.slug) : '';
  return `${slug}/${String(row['name'])}`;
};

export const lsBlocks: Command = {
  name: 'ls',
  summary: 'List blocks',
  options: [['--limit <count>', 'how many', '50']],
  examples: ['block ls'],
  run: async (context, given) => {
    const rows = await context.client.call('POST /block_documents/filter', {
      body: { limit: given.limit() },
    });
    await context.print.list(rows, {
      columns: [
        { head: 'BLOCK', text: blockName, flexible: true },
        column('TYPE', 'block_type_name'),
        since('UPDATED', 'updated', context.nowMs),
        idColumn,
      ],
      name: blockName,
      empty: 'No blocks.',
    });
  },
};
