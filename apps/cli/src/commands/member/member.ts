import type { AccountMember } from '@orch/contract';
import type { Noun } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { pickOne } from '../../find/pick-one.ts';
import { changeCommand } from '../../verbs/change-command.ts';
import { deleteCommand } from '../../verbs/delete-command.ts';
import { lsMembers } from './ls.ts';

const thing = {
  kind: 'member',
  argument: ['<member>', 'handle, e-mail address or id'],
  find: async (context: CommandContext, wanted: string): Promise<AccountMember> => {
    const rows = await context.client.call('POST /accounts/{account}/account_memberships/filter', {
      path: { account: await context.accountId() },
      body: { limit: 200, account_memberships: wanted.length > 30 ? {} : { search: wanted } },
    });
    const found = rows.find(({ email }) => email === wanted);
    return (
      found ??
      pickOne(
        rows.map((row) => ({ ...row, name: row.handle })),
        wanted,
        'member',
      )
    );
  },
  name: ({ handle }: AccountMember) => handle,
} as const;

export const member: Noun = {
  name: 'member',
  commands: [
    lsMembers,
    changeCommand(
      thing,
      async (context, { id }, given) => {
        const account = await context.accountId();
        const roles = await context.client.call('POST /accounts/{account}/account_roles/filter', {
          path: { account },
          body: { limit: 200 },
        });
        const role = pickOne(roles, given.arg(1), 'account role');
        return context.client.call('PATCH /accounts/{account}/account_memberships/{id}', {
          path: { account, id },
          body: { account_role_id: role.id },
        });
      },
      {
        verb: 'set-role',
        summary: 'Give a member another role in the account',
        past: 'Changed',
        takes: [['<role>', 'name of an account role']],
        examples: ['member set-role ada Admin'],
      },
    ),
    deleteCommand(
      thing,
      async (context, { id }) =>
        context.client.call('DELETE /accounts/{account}/account_memberships/{id}', {
          path: { account: await context.accountId(), id },
        }),
      { verb: 'remove', past: 'Removed', examples: ['member remove ada --yes'] },
    ),
  ],
};
