import type { ApiKeyResponse } from '@orch/contract';
import type { Noun } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { pickOne } from '../../find/pick-one.ts';
import { deleteCommand } from '../../verbs/delete-command.ts';
import { createApiKey } from './create.ts';
import { lsApiKeys } from './ls.ts';

const thing = {
  kind: 'API key',
  argument: ['<key>', 'name or id'],
  find: async (context: CommandContext, wanted: string): Promise<ApiKeyResponse> =>
    pickOne(
      await context.client.call('GET /users/{user}/api_keys', { path: { user: await context.userId() } }),
      wanted,
      'API key',
    ),
  name: ({ name }: ApiKeyResponse) => name,
} as const;

export const apiKey: Noun = {
  name: 'api-key',
  commands: [
    lsApiKeys,
    createApiKey,
    deleteCommand(
      thing,
      async (context, { id }) =>
        context.client.call('DELETE /users/{user}/api_keys/{id}', {
          path: { user: await context.userId(), id },
        }),
      { verb: 'revoke', past: 'Revoked', examples: ['api-key revoke laptop --yes'] },
    ),
  ],
};
