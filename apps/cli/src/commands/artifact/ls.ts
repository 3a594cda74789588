import type { Command } from '../../command.ts';
import { column, since, wide } from '../../output/columns.ts';

/** The id of the artifact itself: the newest one of a key has an id of its own. */
export const artifactId = (row: { readonly id: string; readonly latest_id?: string }): string =>
  row.latest_id ?? row.id;

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
        { head: 'ID', text: artifactId },
      ],
      name: artifactId,
      empty: 'No artifacts.',
    });
  },
};
