import type { Command } from '../../command.ts';
import { findWorkspace, myWorkspaces } from '../../find/workspaces.ts';
import { durationFrom } from '../../values.ts';
import { showKeyOnce } from '../service-account/key-of.ts';

export const createApiKey: Command = {
  name: 'create',
  summary: 'Create a key of your own and show it once',
  takes: [['<name>', 'its name']],
  options: [
    ['--expires-in <duration>', 'how long it is good for', 'for ever'],
    ['--workspace <workspace>', 'only for this workspace'],
    ['--scope <scope>...', 'only this permission (orch role scopes names them); repeatable'],
  ],
  examples: [
    'api-key create laptop --expires-in 90d',
    'api-key create ci --workspace acme/prod --scope runs:read',
  ],
  run: async (context, given) => {
    const lasts = given.text('expiresIn');
    const workspace = given.text('workspace');
    const scopes = given.list('scope');
    const created = await context.client.call('POST /users/{user}/api_keys', {
      path: { user: await context.userId() },
      body: {
        name: given.arg(0),
        expiration:
          lasts === undefined
            ? null
            : new Date(context.nowMs + durationFrom(lasts, '--expires-in') * 1000).toISOString(),
        workspace_id:
          workspace === undefined
            ? null
            : findWorkspace(await myWorkspaces(context.client), workspace).workspace_id,
        scopes: scopes.length > 0 ? scopes : null,
      },
    });
    await showKeyOnce(context, created, `Created API key ${given.arg(0)}.`);
  },
};
