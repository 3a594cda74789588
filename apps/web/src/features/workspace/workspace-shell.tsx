import { getRouteApi } from '@tanstack/react-router';
import type { JSX } from 'react';
import { InsideFrame } from '../inside/inside-frame.tsx';
import { PlaceMenu } from '../inside/place-menu.tsx';

const route = getRouteApi('/account/$account/workspace/$workspace');

/** The frame of a workspace. Places that are not built yet are not shown. */
export function WorkspaceShell(): JSX.Element {
  const workspace = route.useLoaderData();
  const params = route.useParams();
  const base = '/account/$account/workspace/$workspace';
  return (
    <InsideFrame
      wide
      searchIn={{ accountId: workspace.account_id, workspaceId: workspace.workspace_id }}
      place={<PlaceMenu name={workspace.workspace_name} detail={workspace.account_name} />}
      groups={[
        { items: [{ label: 'Dashboard', icon: 'dashboard', link: { to: base, params }, exact: true }] },
        {
          label: 'Work',
          items: [
            { label: 'Runs', icon: 'activity', link: { to: `${base}/runs`, params } },
            { label: 'Flows', icon: 'flow', link: { to: `${base}/flows`, params } },
            { label: 'Deployments', icon: 'rocket', link: { to: `${base}/deployments`, params } },
            { label: 'Work pools', icon: 'layers', link: { to: `${base}/work-pools`, params } },
            { label: 'Automations', icon: 'bell', link: { to: `${base}/automations`, params } },
            { label: 'Blocks', icon: 'blocks', link: { to: `${base}/blocks`, params } },
            { label: 'Concurrency', icon: 'gauge', link: { to: `${base}/concurrency`, params } },
            { label: 'Artifacts', icon: 'archive', link: { to: `${base}/artifacts`, params } },
            { label: 'Events', icon: 'bolt', link: { to: `${base}/events`, params } },
            { label: 'Webhooks', icon: 'link', link: { to: `${base}/webhooks`, params } },
            { label: 'Variables', icon: 'variable', link: { to: `${base}/variables`, params } },
          ],
        },
        {
          label: 'Workspace',
          items: [
            { label: 'Access', icon: 'users', link: { to: `${base}/access`, params } },
            { label: 'Settings', icon: 'gear', link: { to: `${base}/settings`, params } },
          ],
        },
      ]}
    />
  );
}

/** The workspace of the page. */
export function useWorkspace() {
  const workspace = route.useLoaderData();
  return { ...workspace, place: { accountId: workspace.account_id, workspaceId: workspace.workspace_id } };
}
