import { getRouteApi, Link } from '@tanstack/react-router';
import type { JSX, ReactNode } from 'react';
import { cx } from '../../ui/class-names.ts';

const route = getRouteApi('/account/$account/workspace/$workspace');
const BASE = '/account/$account/workspace/$workspace/blocks';

/** Leads to one block. */
export function BlockLink(props: {
  readonly id: string;
  readonly className?: string;
  readonly children: ReactNode;
}): JSX.Element {
  const { id, className, children } = props;
  const params = route.useParams();
  return (
    <Link
      to={`${BASE}/block/$id`}
      params={{ ...params, id }}
      className={cx('truncate underline-offset-2 hover:underline', className)}
    >
      {children}
    </Link>
  );
}

/** The way back to the list, or to the catalogue. */
export function BackToBlocks({ catalog = false }: { readonly catalog?: boolean }): JSX.Element {
  const params = route.useParams();
  return (
    <Link
      to={catalog ? `${BASE}/catalog` : BASE}
      params={params}
      className="text-13 text-ink-3 underline-offset-2 hover:text-ink hover:underline"
    >
      {catalog ? 'Catalogue' : 'Blocks'}
    </Link>
  );
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
