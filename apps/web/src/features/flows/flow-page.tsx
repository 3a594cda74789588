import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import { deploymentsQuery } from '../../api/deployments.ts';
import { flowQuery, flows, flowsKey } from '../../api/flows.ts';
import { IconButton } from '../../ui/button.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Table } from '../../ui/table.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { Time } from '../../ui/time.tsx';
import { deploymentColumns } from '../deployments/deployment-columns.tsx';
import { QueryView } from '../inside/query-view.tsx';
import { useAction } from '../inside/use-action.ts';
import { BackTo, useOpen } from '../runs/place-link.tsx';
import { RunPanel } from '../runs/run-panel.tsx';
import { TagList } from '../runs/tag-list.tsx';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { ThingView } from '../runs/thing-view.tsx';
import { FlowSpeed } from './flow-speed.tsx';

const route = getRouteApi('/account/$account/workspace/$workspace/flows/flow/$id');

/** One flow: its runs and its deployments. */
export function FlowPage(): JSX.Element {
  const { place } = useWorkspace();
  const { id } = route.useParams();
  const { tab = 'runs' } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery(flowQuery(place, id));
  return (
    <ThingView what="flow" list="flows" query={query}>
      {(flow) => (
        <>
          <PageHeader
            above={<BackTo to="flows">Flows</BackTo>}
            title={flow.name}
            description={
              <span className="flex flex-wrap items-center gap-x-4 gap-y-2">
                <span>
                  First seen <Time at={flow.created} />
                </span>
                <TagList tags={flow.tags} max={6} />
              </span>
            }
            actions={<FlowActions id={id} name={flow.name} />}
          />
          <FlowSpeed id={id} />
          <Tabs
            label="About the flow"
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
                    filter={{ flows: { id: { any_: [id] } } }}
                    about="They appear here as soon as the flow starts."
                  />
                ),
              },
              { value: 'deployments', label: 'Deployments', content: <FlowDeployments id={id} /> },
            ]}
          />
        </>
      )}
    </ThingView>
  );
}

function FlowDeployments({ id }: { id: string }): JSX.Element {
  const { place } = useWorkspace();
  const open = useOpen();
  return (
    <QueryView query={useQuery(deploymentsQuery(place, { flow: id }, 0, 200))}>
      {(rows) => (
        <Table
          label="Deployments"
          rows={rows}
          columns={deploymentColumns()}
          rowKey={(one) => one.id}
          rowHeight={52}
          onRowClick={(one) => open.deployment(one.id)}
          empty={
            <EmptyState icon="rocket" title="Not deployed yet" command="prefect deploy">
              A deployment lets the flow run on a schedule and from here.
            </EmptyState>
          }
        />
      )}
    </QueryView>
  );
}

function FlowActions({ id, name }: { id: string; name: string }): JSX.Element {
  const { place } = useWorkspace();
  const open = useOpen();
  const [isAsked, setAsked] = useState(false);
  const remove = useAction({
    run: () => flows.remove(place, id),
    refresh: [flowsKey(place)],
    done: 'Flow deleted',
    then: open.flows,
  });
  return (
    <>
      <Menu trigger={<IconButton icon="dots" kind="secondary" label="More actions" />}>
        <MenuItem icon="trash" danger onSelect={() => setAsked(true)}>
          Delete flow
        </MenuItem>
      </Menu>
      <Confirm
        open={isAsked}
        onOpenChange={setAsked}
        title={`Delete ${name}?`}
        action="Delete flow"
        onConfirm={() => remove.mutateAsync()}
      >
        Its deployments and runs are deleted with it. This cannot be taken back.
      </Confirm>
    </>
  );
}
