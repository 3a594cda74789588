import { getRouteApi, Link } from '@tanstack/react-router';
import type { JSX, ReactNode } from 'react';
import { cx } from '../../ui/class-names.ts';

const route = getRouteApi('/account/$account/workspace/$workspace');
const BASE = '/account/$account/workspace/$workspace/webhooks';

/** Leads to one webhook. */
export function WebhookLink(props: {
  readonly id: string;
  readonly className?: string;
  readonly children: ReactNode;
}): JSX.Element {
  const { id, className, children } = props;
  const params = route.useParams();
  return (
    <Link
      to={`${BASE}/webhook/$id`}
      params={{ ...params, id }}
      className={cx('truncate underline-offset-2 hover:underline', className)}
    >
      {children}
    </Link>
  );
}

/** The way back to the list. */
export function BackToWebhooks(): JSX.Element {
  return (
    <Link
      to={BASE}
      params={route.useParams()}
      className="text-13 text-ink-3 underline-offset-2 hover:text-ink hover:underline"
    >
      Webhooks
    </Link>
  );
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
