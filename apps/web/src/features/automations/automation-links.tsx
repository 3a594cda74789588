import { getRouteApi, Link } from '@tanstack/react-router';
import type { JSX, ReactNode } from 'react';
import { cx } from '../../ui/class-names.ts';

const route = getRouteApi('/account/$account/workspace/$workspace');
const BASE = '/account/$account/workspace/$workspace/automations';

/** Leads to one automation. */
export function AutomationLink(props: {
  readonly id: string;
  readonly className?: string;
  readonly children: ReactNode;
}): JSX.Element {
  const { id, className, children } = props;
  const params = route.useParams();
  return (
    <Link
      to={`${BASE}/automation/$id`}
      params={{ ...params, id }}
      className={cx('truncate underline-offset-2 hover:underline', className)}
    >
      {children}
    </Link>
  );
}

/** The way back to the list. */
export function BackToAutomations(): JSX.Element {
  return (
    <Link
      to={BASE}
      params={route.useParams()}
      className="text-13 text-ink-3 underline-offset-2 hover:text-ink hover:underline"
    >
      Automations
    </Link>
  );
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
