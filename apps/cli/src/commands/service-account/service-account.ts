import type { JsonObject } from '@orch/client';
import type { Noun } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { pickOne } from '../../find/pick-one.ts';
import { deleteCommand } from '../../verbs/delete-command.ts';
import { createServiceAccount } from './create.ts';
import { lsServiceAccounts } from './ls.ts';
import { rotateServiceAccount } from './rotate.ts';

export const findServiceAccount = async (context: CommandContext, wanted: string): Promise<JsonObject> =>
  pickOne(
    await context.client.call('POST /accounts/{account}/bots/filter', {
      path: { account: await context.accountId() },
      body: { limit: 200 },
    }),
    wanted,
    'service account',
  );

const thing = {
  kind: 'service account',
  argument: ['<service-account>', 'name or id'],
  find: findServiceAccount,
  name: (row: JsonObject) => String(row['name']),
} as const;

export const serviceAccount: Noun = {
  name: 'service-account',
  commands: [
    lsServiceAccounts,
    createServiceAccount,
    rotateServiceAccount(findServiceAccount),
    deleteCommand(
      thing,
      async (context, row) =>
        context.client.call('DELETE /accounts/{account}/bots/{id}', {
          path: { account: await context.accountId(), id: String(row['id']) },
        }),
      { examples: ['service-account delete ci --yes'] },
    ),
  ],
};
