import type { Command } from '../../command.ts';
import { column, idColumn, since, wide } from '../../output/columns.ts';

export const lsArtifacts: Command = {
  name: 'ls',
  summary: 'List artifacts, the latest of each key',
  options: [
    ['--limit <count>', 'how many', '50'],
    ['--all', 'not only the latest of each key'],
  ],
  examples: ['artifact ls', 'artifact ls --all --limit 200 -o json'],
  run: async (context, given) => {
    const body = { sort: 'UPDATED_DESC', limit: given.limit() };
    const rows = given.is('all')
      ? await context.client.call('POST /artifacts/filter', { body: { ...body, sort: 'CREATED_DESC' } })
      : await context.client.call('POST /artifacts/latest/filter', { body });
    await context.print.list(rows, {
      columns: [
        wide('KEY', 'key'),
        column('TYPE', 'type'),
        wide('DESCRIPTION', 'description'),
        since('UPDATED', 'updated', context.nowMs),
        idColumn,
      ],
      name: (row) => row.id,
      empty: 'No artifacts.',
    });
  },
};
