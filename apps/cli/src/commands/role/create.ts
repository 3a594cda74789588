import type { Command } from '../../command.ts';
import { pickOne } from '../../find/pick-one.ts';

export const createRole: Command = {
  name: 'create',
  summary: 'Create a workspace role',
  takes: [['<name>', 'its name']],
  options: [
    ['--scope <scope>...', 'what it allows (orch role scopes names them); repeatable'],
    ['--inherit <role>', 'everything another role allows'],
    ['--description <text>', 'who it is for'],
  ],
  examples: ['role create Operators --inherit Viewer --scope runs:control'],
  run: async (context, given) => {
    const path = { account: await context.accountId() };
    const inherit = given.text('inherit');
    const roles =
      inherit === undefined
        ? []
        : await context.client.call('POST /accounts/{account}/workspace_roles/filter', {
            path,
            body: { limit: 200 },
          });
    const created = await context.client.call('POST /accounts/{account}/workspace_roles/', {
      path,
      body: {
        name: given.arg(0),
        description: given.text('description') ?? null,
        scopes: given.list('scope'),
        inherited_role_id: inherit === undefined ? null : pickOne(roles, inherit, 'workspace role').id,
      },
    });
    await context.print.done(`Created role ${created.name}.`, created, created.name);
  },
};
