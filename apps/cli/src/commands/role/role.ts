import type { WorkspaceRoleOfWire } from '@orch/contract';
import type { Noun } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { pickOne } from '../../find/pick-one.ts';
import { deleteCommand } from '../../verbs/delete-command.ts';
import { inspectCommand } from '../../verbs/inspect-command.ts';
import { createRole } from './create.ts';
import { lsRoles } from './ls.ts';
import { lsScopes } from './scopes.ts';

const thing = {
  kind: 'workspace role',
  argument: ['<role>', 'name or id'],
  find: async (context: CommandContext, wanted: string): Promise<WorkspaceRoleOfWire> =>
    pickOne(
      await context.client.call('POST /accounts/{account}/workspace_roles/filter', {
        path: { account: await context.accountId() },
        body: { limit: 200 },
      }),
      wanted,
      'workspace role',
    ),
  name: ({ name }: WorkspaceRoleOfWire) => name,
} as const;

export const role: Noun = {
  name: 'role',
  commands: [
    lsRoles,
    inspectCommand(thing, ['name', 'id', 'description', 'inherited_role_id', 'effective_scopes'], {
      examples: ['role inspect Developer'],
    }),
    createRole,
    lsScopes,
    deleteCommand(
      thing,
      async (context, { id }) =>
        context.client.call('DELETE /accounts/{account}/workspace_roles/{id}', {
          path: { account: await context.accountId(), id },
        }),
      { examples: ['role delete Operators --yes'] },
    ),
  ],
};
