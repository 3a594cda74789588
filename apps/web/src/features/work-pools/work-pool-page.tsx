import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import { deploymentsQuery } from '../../api/deployments.ts';
import { useLive } from '../../api/live.ts';
import { poolQuery, pools, poolsKey, type WorkPool } from '../../api/work-pools.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { copyText } from '../../ui/copy-text.ts';
import { Confirm } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Table } from '../../ui/table.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { ObjectAccessTab } from '../access/object-access-tab.tsx';
import { deploymentColumns } from '../deployments/deployment-columns.tsx';
import { QueryView } from '../inside/query-view.tsx';
import { useAction } from '../inside/use-action.ts';
import { BackTo, useOpen } from '../runs/place-link.tsx';
import { RunPanel } from '../runs/run-panel.tsx';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { LimitDialog } from './limit-dialog.tsx';
import { PoolStatus } from './pool-status.tsx';
import { QueuesTab } from './queues-tab.tsx';
import { SlotsTab } from './slots-tab.tsx';
import { TemplateTab } from './template-tab.tsx';
import { WorkersTab } from './workers-tab.tsx';
import { ThingView } from '../runs/thing-view.tsx';

const route = getRouteApi('/account/$account/workspace/$workspace/work-pools/work-pool/$name');

/** One work pool: its workers, queues and what runs on it. */
export function WorkPoolPage(): JSX.Element {
  const { place } = useWorkspace();
  const { name } = route.useParams();
  useLive({ place, prefixes: ['prefect.work-pool.', 'prefect.work-queue.'], refresh: [poolsKey(place)] });
  return (
    <ThingView what="work pool" list="work-pools" query={useQuery(poolQuery(place, name))}>
      {(pool) => <Shown key={pool.id} pool={pool} />}
    </ThingView>
  );
}

function Shown({ pool }: { pool: WorkPool }): JSX.Element {
  const { tab = 'workers' } = route.useSearch();
  const navigate = route.useNavigate();
  const { name } = pool;
  return (
    <>
      <PageHeader
        above={<BackTo to="work-pools">Work pools</BackTo>}
        title={name}
        description={
          <span className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-2">
            <PoolStatus status={pool.status} isPaused={pool.is_paused} />
            <span>{pool.type}</span>
            <span className="num">
              {pool.concurrency_limit === null ? 'No limit' : `${pool.concurrency_limit} runs at once`}
            </span>
            {pool.description && <span>{pool.description}</span>}
          </span>
        }
        actions={<Actions pool={pool} />}
      />
      <Tabs
        label="About the work pool"
        value={tab}
        onChange={(next) =>
          void navigate({ to: '.', search: next === 'workers' ? {} : { tab: next }, replace: true })
        }
        tabs={[
          { value: 'workers', label: 'Workers', content: <WorkersTab pool={name} /> },
          { value: 'queues', label: 'Queues', content: <QueuesTab pool={name} /> },
          { value: 'slots', label: 'Slots', content: <SlotsTab pool={pool} /> },
          {
            value: 'runs',
            label: 'Runs',
            content: (
              <RunPanel
                filter={{ work_pools: { name: { any_: [name] } } }}
                about="Runs of its deployments appear here."
              />
            ),
          },
          { value: 'deployments', label: 'Deployments', content: <PoolDeployments name={name} /> },
          {
            value: 'template',
            label: 'Job template',
            content: <TemplateTab key={pool.updated} pool={pool} />,
          },
          {
            value: 'access',
            label: 'Access',
            content: <ObjectAccessTab object={{ kind: 'work_pools', id: name }} />,
          },
        ]}
      />
    </>
  );
}

function PoolDeployments({ name }: { name: string }): JSX.Element {
  const { place } = useWorkspace();
  const open = useOpen();
  return (
    <QueryView query={useQuery(deploymentsQuery(place, { pool: name }, 0, 200))}>
      {(rows) => (
        <Table
          label="Deployments"
          rows={rows}
          columns={deploymentColumns()}
          rowKey={(one) => one.id}
          rowHeight={44}
          onRowClick={(one) => open.deployment(one.id)}
          empty={
            <EmptyState
              icon="rocket"
              title="No deployments use this pool"
              command={`prefect deploy --pool ${name}`}
            />
          }
        />
      )}
    </QueryView>
  );
}

function Actions({ pool }: { pool: WorkPool }): JSX.Element {
  const { place } = useWorkspace();
  const open = useOpen();
  const { name, is_paused } = pool;
  const [shown, setShown] = useState<'limit' | 'delete' | undefined>();
  const close = (): void => setShown(undefined);
  const refresh = [poolsKey(place)];
  const pause = useAction({
    run: (isPaused: boolean) => pools.change(place, name, { is_paused: isPaused }),
    refresh,
    done: (_, isPaused) => (isPaused ? 'Work pool is paused' : 'Work pool is on'),
  });
  const remove = useAction({
    run: () => pools.remove(place, name),
    refresh,
    done: 'Work pool deleted',
    then: open.pools,
  });
  return (
    <>
      <Button icon="gauge" onClick={() => setShown('limit')}>
        Limit
      </Button>
      <Button
        icon={is_paused ? 'play' : 'pause'}
        busy={pause.isPending}
        onClick={() => pause.mutate(!is_paused)}
      >
        {is_paused ? 'Resume' : 'Pause'}
      </Button>
      <Menu trigger={<IconButton icon="dots" kind="secondary" label="More actions" />}>
        <MenuItem icon="copy" onSelect={() => void copyText(pool.id)}>
          Copy id
        </MenuItem>
        <MenuLine />
        <MenuItem icon="trash" danger onSelect={() => setShown('delete')}>
          Delete work pool
        </MenuItem>
      </Menu>
      {shown === 'limit' && (
        <LimitDialog
          title={`Runs at once on ${name}`}
          limit={pool.concurrency_limit}
          save={(limit) => pools.change(place, name, { concurrency_limit: limit })}
          onClose={close}
        />
      )}
      <Confirm
        open={shown === 'delete'}
        onOpenChange={close}
        title={`Delete ${name}?`}
        action="Delete work pool"
        onConfirm={() => remove.mutateAsync()}
      >
        Its queues are deleted with it. Its deployments stay, but nothing takes their runs any more.
      </Confirm>
    </>
  );
}
