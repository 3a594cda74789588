import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import {
  type Deployment,
  deploymentQuery,
  deployments,
  deploymentsKey,
  nextRunsQuery,
} from '../../api/deployments.ts';
import { flowQuery } from '../../api/flows.ts';
import { useLive } from '../../api/live.ts';
import { runsKey } from '../../api/runs.ts';
import { runLineOf } from '../../api/run-lines.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Card, Facts } from '../../ui/card.tsx';
import { JsonView } from '../../ui/code.tsx';
import { copyText } from '../../ui/copy-text.ts';
import { Confirm } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Markdown } from '../../ui/markdown.tsx';
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Table } from '../../ui/table.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { Time } from '../../ui/time.tsx';
import { ObjectAccessTab } from '../access/object-access-tab.tsx';
import { QueryView } from '../inside/query-view.tsx';
import { useAction } from '../inside/use-action.ts';
import { BackTo, FlowLink, PoolLink, useOpen } from '../runs/place-link.tsx';
import { runColumns } from '../runs/run-columns.tsx';
import { RunPanel } from '../runs/run-panel.tsx';
import { TagList } from '../runs/tag-list.tsx';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { DeploymentStatus } from './deployment-columns.tsx';
import { DuplicateDialog } from './duplicate-dialog.tsx';
import { useOpenDeploymentEdit } from './edit-link.ts';
import { SchedulesCard } from './schedules-card.tsx';
import { ThingView } from '../runs/thing-view.tsx';
import { VersionsTab } from './versions-tab.tsx';

const route = getRouteApi('/account/$account/workspace/$workspace/deployments/deployment/$id');

/** One deployment: runs, schedules, parameters, where it runs. */
export function DeploymentPage(): JSX.Element {
  const { place } = useWorkspace();
  const { id } = route.useParams();
  useLive({
    place,
    prefixes: ['prefect.deployment.'],
    refresh: [deploymentsKey(place)],
    about: ({ resource }) => resource['prefect.resource.id'] === `prefect.deployment.${id}`,
  });
  return (
    <ThingView what="deployment" list="deployments" query={useQuery(deploymentQuery(place, id))}>
      {(deployment) => <Shown key={id} deployment={deployment} />}
    </ThingView>
  );
}

function Shown({ deployment }: { deployment: Deployment }): JSX.Element {
  const { place } = useWorkspace();
  const { tab = 'runs' } = route.useSearch();
  const navigate = route.useNavigate();
  const { data: flow } = useQuery(flowQuery(place, deployment.flow_id));
  const { id } = deployment;
  return (
    <>
      <PageHeader
        above={<BackTo to="deployments">Deployments</BackTo>}
        title={deployment.name}
        description={
          <span className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-2">
            <DeploymentStatus one={deployment} />
            <FlowLink id={deployment.flow_id} className="font-medium text-ink">
              {flow?.name ?? '…'}
            </FlowLink>
            {deployment.work_pool_name && (
              <span>
                on <PoolLink name={deployment.work_pool_name} className="font-medium text-ink" />
              </span>
            )}
            <TagList tags={deployment.tags} max={4} />
          </span>
        }
        actions={<Actions deployment={deployment} />}
      />
      <Tabs
        label="About the deployment"
        value={tab}
        onChange={(next) =>
          void navigate({ to: '.', search: next === 'runs' ? {} : { tab: next }, replace: true })
        }
        tabs={[
          {
            value: 'runs',
            label: 'Runs',
            content: (
              <RunPanel
                filter={{ deployments: { id: { any_: [id] } } }}
                about="Start the first one with Quick run, or add a schedule."
              />
            ),
          },
          { value: 'upcoming', label: 'Upcoming', content: <Upcoming id={id} /> },
          {
            value: 'schedules',
            label: 'Schedules',
            count: deployment.schedules.length,
            content: <SchedulesCard deployment={deployment} />,
          },
          { value: 'parameters', label: 'Parameters', content: <Parameters deployment={deployment} /> },
          { value: 'versions', label: 'Versions', content: <VersionsTab id={id} /> },
          { value: 'details', label: 'Details', content: <Details deployment={deployment} /> },
          {
            value: 'access',
            label: 'Access',
            content: <ObjectAccessTab object={{ kind: 'deployments', id }} />,
          },
        ]}
      />
    </>
  );
}

function Actions({ deployment }: { deployment: Deployment }): JSX.Element {
  const { place } = useWorkspace();
  const open = useOpen();
  const { id, paused } = deployment;
  const [isAsked, setAsked] = useState(false);
  const [isCopying, setCopying] = useState(false);
  const edit = useOpenDeploymentEdit();
  const run = useAction({
    run: () => deployments.run(place, id),
    refresh: [runsKey(place)],
    done: (made) => `${made.name} is scheduled`,
    then: (made) => open.run(made.id),
  });
  const pause = useAction({
    run: (isPaused: boolean) => deployments.pause(place, id, isPaused),
    refresh: [deploymentsKey(place), runsKey(place)],
    done: (_, isPaused) => (isPaused ? 'Deployment is paused' : 'Deployment is on'),
  });
  const remove = useAction({
    run: () => deployments.remove(place, id),
    refresh: [deploymentsKey(place)],
    done: 'Deployment deleted',
    then: open.deployments,
  });
  return (
    <>
      <Button icon={paused ? 'play' : 'pause'} busy={pause.isPending} onClick={() => pause.mutate(!paused)}>
        {paused ? 'Resume' : 'Pause'}
      </Button>
      <Button icon="pencil" onClick={() => open.customRun(id)}>
        Custom run
      </Button>
      <Button kind="primary" icon="play" busy={run.isPending} onClick={() => run.mutate()}>
        Quick run
      </Button>
      <Menu trigger={<IconButton icon="dots" kind="secondary" label="More actions" />}>
        <MenuItem icon="gear" onSelect={() => edit(id)}>
          Edit
        </MenuItem>
        <MenuItem icon="layers" onSelect={() => setCopying(true)}>
          Duplicate
        </MenuItem>
        <MenuItem icon="copy" onSelect={() => void copyText(id)}>
          Copy id
        </MenuItem>
        <MenuLine />
        <MenuItem icon="trash" danger onSelect={() => setAsked(true)}>
          Delete deployment
        </MenuItem>
      </Menu>
      {isCopying && <DuplicateDialog deployment={deployment} onClose={() => setCopying(false)} />}
      <Confirm
        open={isAsked}
        onOpenChange={setAsked}
        title={`Delete ${deployment.name}?`}
        action="Delete deployment"
        onConfirm={() => remove.mutateAsync()}
      >
        Its schedules and planned runs are deleted with it. Runs that have happened stay.
      </Confirm>
    </>
  );
}

function Upcoming({ id }: { id: string }): JSX.Element {
  const { place } = useWorkspace();
  const open = useOpen();
  return (
    <QueryView query={useQuery(nextRunsQuery(place, id))}>
      {(rows) => (
        <Table
          label="Upcoming runs"
          rows={rows.map(runLineOf)}
          columns={runColumns({ hide: ['flow', 'deployment'] })}
          rowKey={(run) => run.id}
          rowHeight={44}
          onRowClick={(run) => open.run(run.id)}
          empty={
            <EmptyState icon="calendar" title="Nothing is planned">
              A schedule plans runs ahead of time; they are listed here.
            </EmptyState>
          }
        />
      )}
    </QueryView>
  );
}

function Parameters({ deployment }: { deployment: Deployment }): JSX.Element {
  return (
    <div className="grid items-start gap-4 grid-cols-1 lg:grid-cols-2">
      <Card title="Values" description="What a run is called with when nothing else is said.">
        <JsonView value={deployment.parameters} label="Values" />
      </Card>
      <Card title="Schema" description="What the flow takes.">
        <JsonView value={deployment.parameter_openapi_schema} label="Schema" />
      </Card>
    </div>
  );
}

const mono = (text: string | null): JSX.Element => (
  <span className="font-mono text-12 break-all">{text ?? '–'}</span>
);

function Details({ deployment }: { deployment: Deployment }): JSX.Element {
  const { work_pool_name: pool } = deployment;
  return (
    <div className="grid items-start gap-4 grid-cols-1 lg:grid-cols-2">
      <Card title="Deployment">
        <Facts
          rows={[
            ['Id', mono(deployment.id)],
            ['Created', <Time key="created" at={deployment.created} />],
            ['Changed', <Time key="updated" at={deployment.updated} />],
            ['Version', mono(deployment.version)],
            ['Entrypoint', mono(deployment.entrypoint)],
            ['Path', mono(deployment.path)],
            ['Work pool', pool ? <PoolLink key="pool" name={pool} className="text-accent" /> : '–'],
            ['Work queue', deployment.work_queue_name ?? '–'],
            [
              'Runs at once',
              deployment.global_concurrency_limit === null
                ? 'No limit'
                : String(deployment.global_concurrency_limit.limit),
            ],
          ]}
        />
      </Card>
      <div className="flex flex-col gap-4">
        {deployment.description && (
          <Card title="Description">
            <Markdown text={deployment.description} />
          </Card>
        )}
        <Card title="Job variables">
          <JsonView value={deployment.job_variables} label="Job variables" />
        </Card>
        {deployment.pull_steps && (
          <Card title="Pull steps">
            <JsonView value={deployment.pull_steps} label="Pull steps" />
          </Card>
        )}
      </div>
    </div>
  );
}
