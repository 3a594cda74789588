import type { Command } from '../../command.ts';
import { findWorkspace, myWorkspaces } from '../../find/workspaces.ts';
import { pickOne } from '../../find/pick-one.ts';

export const createInvite: Command = {
  name: 'create',
  summary: 'Invite somebody to the account by mail',
  takes: [['<email>', 'their address']],
  options: [
    ['--role <role>', 'account role', 'Member'],
    ['--workspace <workspace>', 'only to this workspace'],
  ],
  examples: ['invite create ada@acme.com', 'invite create ada@acme.com --workspace acme/prod'],
  run: async (context, given) => {
    const account = await context.accountId();
    const role = given.text('role');
    const workspace = given.text('workspace');
    const roles =
      role === undefined
        ? []
        : await context.client.call('POST /accounts/{account}/account_roles/filter', {
            path: { account },
            body: { limit: 200 },
          });
    const created = await context.client.call('POST /accounts/{account}/invitations', {
      path: { account },
      body: {
        email: given.arg(0),
        ...(role === undefined ? {} : { account_role_id: pickOne(roles, role, 'account role').id }),
        ...(workspace === undefined
          ? {}
          : { workspace_id: findWorkspace(await myWorkspaces(context.client), workspace).workspace_id }),
      },
    });
    await context.print.done(`Invited ${created.email}.`, created, created.email);
  },
};
