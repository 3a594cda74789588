import type { Command } from '../../command.ts';
import { myWorkspaces, workspaceName } from '../../find/workspaces.ts';
import { column, wide } from '../../output/columns.ts';

export const workspaceLs: Command = {
  name: 'workspace ls',
  summary: 'Workspaces of this key',
  examples: ['cloud workspace ls', 'cloud workspace ls -o name'],
  run: async (context) => {
    const current = context.client.place.workspaceId;
    const rows = await myWorkspaces(context.client);
    await context.print.list(rows, {
      columns: [
        {
          head: '',
          text: (row) => (row.workspace_id === current ? '*' : ' '),
          style: () => 'green',
        },
        { head: 'WORKSPACE', text: workspaceName },
        wide('NAME', 'workspace_name'),
        wide('ACCOUNT', 'account_name'),
        column('ID', 'workspace_id'),
      ],
      name: workspaceName,
      empty: 'This key has no workspace.',
    });
  },
};
