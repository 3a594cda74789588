import { workspaceUrlOf } from '@orch/client';
import type { Command } from '../../command.ts';
import { findWorkspace, myWorkspaces, workspaceName } from '../../find/workspaces.ts';

export const workspaceSet: Command = {
  name: 'workspace set',
  summary: 'Choose the workspace of the profile',
  takes: [['[workspace]', 'account/workspace; asked for when it is absent']],
  examples: ['cloud workspace set acme/prod'],
  run: async (context, given) => {
    const { client, settings } = context;
    const all = await myWorkspaces(client);
    const wanted =
      given.args[0] ?? (await context.choose('Workspace', all.map(workspaceName), 'which workspace?'));
    const chosen = findWorkspace(all, wanted);
    const apiUrl = workspaceUrlOf(client.place.root, chosen.account_id, chosen.workspace_id);
    context.profiles.set(settings.profile, { ORCH_API_URL: apiUrl });
    await context.print.done(
      `Profile ${settings.profile} now works in ${workspaceName(chosen)}.`,
      { profile: settings.profile, api_url: apiUrl, workspace: workspaceName(chosen) },
      workspaceName(chosen),
    );
  },
};
