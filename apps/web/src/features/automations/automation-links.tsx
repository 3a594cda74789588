import { getRouteApi } from '@tanstack/react-router';
import type { JSX } from 'react';
import { BackTo } from '../runs/place-link.tsx';

const route = getRouteApi('/account/$account/workspace/$workspace');
const BASE = '/account/$account/workspace/$workspace/automations';

/** The way back to the list. */
export function BackToAutomations(): JSX.Element {
  return <BackTo to="automations">Automations</BackTo>;
}

/** Opens pages of automations from code. */
export function useOpenAutomation() {
  const navigate = route.useNavigate();
  const params = route.useParams();
  return {
    list: () => void navigate({ to: BASE, params }),
    one: (id: string) => void navigate({ to: `${BASE}/automation/$id`, params: { ...params, id } }),
    edit: (id: string) => void navigate({ to: `${BASE}/automation/$id/edit`, params: { ...params, id } }),
    create: (search: { from?: string; event?: string; resource?: string } = {}) =>
      void navigate({ to: `${BASE}/create`, params, search }),
  };
}
