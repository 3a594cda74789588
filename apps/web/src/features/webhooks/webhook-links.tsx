import { getRouteApi } from '@tanstack/react-router';
import type { JSX } from 'react';
import { BackTo } from '../runs/place-link.tsx';

const route = getRouteApi('/account/$account/workspace/$workspace');
const BASE = '/account/$account/workspace/$workspace/webhooks';

/** The way back to the list. */
export function BackToWebhooks(): JSX.Element {
  return <BackTo to="webhooks">Webhooks</BackTo>;
}

/** Opens pages of webhooks from code. */
export function useOpenWebhook() {
  const navigate = route.useNavigate();
  const params = route.useParams();
  return {
    list: () => void navigate({ to: BASE, params }),
    one: (id: string) => void navigate({ to: `${BASE}/webhook/$id`, params: { ...params, id } }),
    create: () => void navigate({ to: `${BASE}/create`, params }),
  };
}
