import type { Invitation } from '@orch/contract';
import type { Noun } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { pickOne } from '../../find/pick-one.ts';
import { changeCommand } from '../../verbs/change-command.ts';
import { deleteCommand } from '../../verbs/delete-command.ts';
import { createInvite } from './create.ts';
import { lsInvites } from './ls.ts';

const thing = {
  kind: 'invitation',
  argument: ['<invitation>', 'e-mail address or id'],
  find: async (context: CommandContext, wanted: string): Promise<Invitation> => {
    const rows = await context.client.call('POST /accounts/{account}/invitations/filter', {
      path: { account: await context.accountId() },
      body: { limit: 200 },
    });
    const open = rows.filter(({ status, id }) => status === 'pending' || id === wanted);
    return pickOne(
      open.map((row) => ({ ...row, name: row.email })),
      wanted,
      'open invitation',
    );
  },
  name: ({ email }: Invitation) => email,
} as const;

export const invite: Noun = {
  name: 'invite',
  commands: [
    lsInvites,
    createInvite,
    changeCommand(
      thing,
      async (context, { id }) =>
        context.client.call('POST /accounts/{account}/invitations/{id}/resend', {
          path: { account: await context.accountId(), id },
        }),
      {
        verb: 'resend',
        summary: 'Send its mail again',
        past: 'Sent again:',
        examples: ['invite resend ada@acme.com'],
      },
    ),
    deleteCommand(
      thing,
      async (context, { id }) =>
        context.client.call('DELETE /accounts/{account}/invitations/{id}', {
          path: { account: await context.accountId(), id },
        }),
      { verb: 'revoke', past: 'Revoked', examples: ['invite revoke ada@acme.com --yes'] },
    ),
  ],
};
