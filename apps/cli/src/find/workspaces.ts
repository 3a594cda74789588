import type { ApiClient } from '@orch/client';
import type { WorkspaceOfMe } from '@orch/contract';
import { Failure } from '../failure.ts';

/** `account/workspace`, as people say it. */
export const workspaceName = (one: WorkspaceOfMe): string => `${one.account_handle}/${one.workspace_handle}`;

/** Those the key may see. */
export const myWorkspaces = (client: ApiClient): Promise<readonly WorkspaceOfMe[]> =>
  client.call('GET /me/workspaces', {});

/** @throws Failure naming those there are */
export const findWorkspace = (all: readonly WorkspaceOfMe[], wanted: string): WorkspaceOfMe => {
  const found = all.filter(
    (one) => one.workspace_id === wanted || workspaceName(one) === wanted || one.workspace_handle === wanted,
  );
  if (found.length === 1) return found[0]!;
  const names = (found.length > 1 ? found : all).map(workspaceName).slice(0, 20).join(', ');
  throw new Failure(
    found.length > 1
      ? `"${wanted}" is in more than one account`
      : `there is no workspace "${wanted}" for this key`,
    1,
    names ? `Workspaces: ${names}` : undefined,
  );
};
