import type { ApiKeyResponse } from '@orch/contract';
import type { Command } from '../../command.ts';
import { column, idColumn, since, wide } from '../../output/columns.ts';
import { relativeTime } from '../../output/times.ts';

export const lsApiKeys: Command = {
  name: 'ls',
  summary: 'List your keys',
  examples: ['api-key ls'],
  run: async (context) => {
    const rows = await context.client.call('GET /users/{user}/api_keys', {
      path: { user: await context.userId() },
    });
    await context.print.list(rows, {
      columns: [
        wide('NAME', 'name'),
        column('KEY', 'masked_key'),
        {
          head: 'EXPIRES',
          text: ({ expiration }: ApiKeyResponse) =>
            expiration ? relativeTime(expiration, context.nowMs) : 'never',
        },
        { head: 'LIMITED TO', text: limitsOf, flexible: true },
        since('LAST USED', 'last_used', context.nowMs),
        since('CREATED', 'created', context.nowMs),
        idColumn,
      ],
      name: (row) => row.name,
      empty: 'No keys.',
    });
  },
};

const limitsOf = ({ workspace_id, scopes }: ApiKeyResponse): string =>
  [workspace_id === null ? '' : 'one workspace', scopes === null ? '' : `${scopes.length} scopes`]
    .filter((text) => text !== '')
    .join(', ');
