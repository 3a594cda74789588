import type { Team } from '@orch/contract';
import type { Noun } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { pickOne } from '../../find/pick-one.ts';
import { deleteCommand } from '../../verbs/delete-command.ts';
import { inspectCommand } from '../../verbs/inspect-command.ts';
import { createTeam } from './create.ts';
import { lsTeams } from './ls.ts';

const thing = {
  kind: 'team',
  argument: ['<team>', 'name or id'],
  find: async (context: CommandContext, wanted: string) => {
    const account = await context.accountId();
    const rows = await context.client.call('POST /accounts/{account}/teams/filter', {
      path: { account },
      body: { limit: 200 },
    });
    const { id } = pickOne(rows, wanted, 'team');
    const found = await context.client.call('GET /accounts/{account}/teams/{id}', { path: { account, id } });
    return { ...found, members: (found.memberships ?? []).map(({ name }) => name) };
  },
  name: ({ name }: Team) => name,
} as const;

export const team: Noun = {
  name: 'team',
  commands: [
    lsTeams,
    inspectCommand(thing, ['name', 'id', 'description', 'members', 'created', 'updated'], {
      examples: ['team inspect data'],
    }),
    createTeam,
    deleteCommand(
      thing,
      async (context, { id }) =>
        context.client.call('DELETE /accounts/{account}/teams/{id}', {
          path: { account: await context.accountId(), id },
        }),
      { examples: ['team delete data --yes'] },
    ),
  ],
};
