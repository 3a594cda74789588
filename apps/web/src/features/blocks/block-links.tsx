import { getRouteApi } from '@tanstack/react-router';
import type { JSX } from 'react';
import { BackTo } from '../runs/place-link.tsx';

const route = getRouteApi('/account/$account/workspace/$workspace');
const BASE = '/account/$account/workspace/$workspace/blocks';

/** The way back to the list, or to the catalogue. */
export function BackToBlocks({ catalog = false }: { readonly catalog?: boolean }): JSX.Element {
  return <BackTo to={catalog ? 'blocks/catalog' : 'blocks'}>{catalog ? 'Catalogue' : 'Blocks'}</BackTo>;
}

/** Opens pages of blocks from code. */
export function useOpenBlock() {
  const navigate = route.useNavigate();
  const params = route.useParams();
  return {
    list: () => void navigate({ to: BASE, params }),
    catalog: () => void navigate({ to: `${BASE}/catalog`, params }),
    one: (id: string) => void navigate({ to: `${BASE}/block/$id`, params: { ...params, id } }),
    edit: (id: string) => void navigate({ to: `${BASE}/block/$id/edit`, params: { ...params, id } }),
  };
}
