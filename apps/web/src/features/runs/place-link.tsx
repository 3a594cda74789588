import { getRouteApi, Link } from '@tanstack/react-router';
import type { JSX, ReactNode } from 'react';
import { cx } from '../../ui/class-names.ts';

const route = getRouteApi('/account/$account/workspace/$workspace');
const BASE = '/account/$account/workspace/$workspace';
/** A way back is not the page one is on, though its address begins alike. */
const EXACT = { exact: true };

interface Target {
  readonly className?: string;
  readonly children: ReactNode;
}
const look = (className?: string): string => cx('truncate hover:underline underline-offset-2', className);

interface ThingTarget extends Target {
  readonly id: string;
}
type ThingPath =
  | 'runs/flow-run'
  | 'runs/task-run'
  | 'flows/flow'
  | 'deployments/deployment'
  | 'automations/automation'
  | 'blocks/block'
  | 'webhooks/webhook';

const leadsTo = (to: ThingPath) =>
  function ThingLink({ id, className, children }: ThingTarget): JSX.Element {
    const params = route.useParams();
    return (
      <Link
        to={`${BASE}/${to}/$id`}
        params={{ ...params, id }}
        activeOptions={EXACT}
        className={look(className)}
      >
        {children}
      </Link>
    );
  };
export const RunLink = leadsTo('runs/flow-run');
export const TaskRunLink = leadsTo('runs/task-run');
export const FlowLink = leadsTo('flows/flow');
export const DeploymentLink = leadsTo('deployments/deployment');
export const AutomationLink = leadsTo('automations/automation');
export const BlockLink = leadsTo('blocks/block');
export const WebhookLink = leadsTo('webhooks/webhook');

/** Leads to a work pool. */
export function PoolLink({
  name,
  className,
}: {
  readonly name: string;
  readonly className?: string;
}): JSX.Element {
  const params = route.useParams();
  return (
    <Link
      to={`${BASE}/work-pools/work-pool/$name`}
      params={{ ...params, name }}
      activeOptions={EXACT}
      className={look(className)}
    >
      {name}
    </Link>
  );
}

/** The way back to a list, above a page's title. */
export function BackTo(props: {
  readonly to:
    | 'runs'
    | 'flows'
    | 'deployments'
    | 'work-pools'
    | 'artifacts'
    | 'automations'
    | 'blocks'
    | 'blocks/catalog'
    | 'webhooks';
  readonly children: ReactNode;
}): JSX.Element {
  const params = route.useParams();
  return (
    <Link
      to={`${BASE}/${props.to}`}
      params={params}
      activeOptions={EXACT}
      className="text-13 text-ink-3 hover:text-ink hover:underline underline-offset-2"
    >
      {props.children}
    </Link>
  );
}

/** What else can be opened from code, e.g. by a click on a row. */
export function useOpen() {
  const navigate = route.useNavigate();
  const params = route.useParams();
  return {
    run: (id: string) => void navigate({ to: `${BASE}/runs/flow-run/$id`, params: { ...params, id } }),
    taskRun: (id: string) => void navigate({ to: `${BASE}/runs/task-run/$id`, params: { ...params, id } }),
    flow: (id: string) => void navigate({ to: `${BASE}/flows/flow/$id`, params: { ...params, id } }),
    flows: () => void navigate({ to: `${BASE}/flows`, params }),
    runs: () => void navigate({ to: `${BASE}/runs`, params }),
    deployment: (id: string) =>
      void navigate({ to: `${BASE}/deployments/deployment/$id`, params: { ...params, id } }),
    deployments: () => void navigate({ to: `${BASE}/deployments`, params }),
    customRun: (id: string) =>
      void navigate({ to: `${BASE}/deployments/deployment/$id/run`, params: { ...params, id } }),
    pool: (name: string) =>
      void navigate({ to: `${BASE}/work-pools/work-pool/$name`, params: { ...params, name } }),
    pools: () => void navigate({ to: `${BASE}/work-pools`, params }),
  };
}
