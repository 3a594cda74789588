import type { TaskRunResponse } from '@orch/contract';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { runsViewQuery } from '../../api/run-lines.ts';
import { artifactsOfQuery, statesQuery, taskRunsQuery } from '../../api/runs.ts';
import { JsonView } from '../../ui/code.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Filter, FilterBar } from '../../ui/filter-bar.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { QueryView } from '../inside/query-view.tsx';
import { durationText } from '../workspace/duration-text.ts';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { ArtifactCard } from './artifact-card.tsx';
import { TaskRunLink, useOpen } from './place-link.tsx';
import { runColumns } from './run-columns.tsx';
import { ShowMore } from './show-more.tsx';
import { STATE_CHOICES } from './run-search.ts';

const TASK_COLUMNS: readonly Column<TaskRunResponse>[] = [
  {
    key: 'name',
    title: 'Task run',
    width: 'minmax(140px, 2fr)',
    cell: (run) => (
      <TaskRunLink id={run.id} className="font-medium">
        {run.name}
      </TaskRunLink>
    ),
  },
  {
    key: 'state',
    title: 'State',
    width: '132px',
    cell: (run) =>
      run.state_type ? <StateBadge type={run.state_type} name={run.state_name ?? run.state_type} /> : '–',
  },
  {
    key: 'attempts',
    title: 'Attempts',
    width: '72px',
    align: 'end',
    wideOnly: true,
    cell: (run) => <span className="text-ink-2">{run.run_count}</span>,
  },
  {
    key: 'duration',
    title: 'Duration',
    width: '80px',
    align: 'end',
    wideOnly: true,
    cell: (run) => <span className="text-ink-2">{durationText(run.estimated_run_time)}</span>,
  },
  {
    key: 'start',
    title: 'Start',
    width: '116px',
    align: 'end',
    wideOnly: true,
    cell: (run) => (
      <span className="text-ink-2">
        <Time at={run.start_time} never="Not yet" />
      </span>
    ),
  },
];
const STATES = STATE_CHOICES.filter(([value]) => value === value.toUpperCase() && !value.includes(',')).map(
  ([value, label]) => ({
    value,
    label,
  }),
);

/** The tasks of a flow run. */
export function TaskRunsTab({ id }: { readonly id: string }): JSX.Element {
  const { place } = useWorkspace();
  const open = useOpen();
  const [state, setState] = useState<string | undefined>();
  const [name, setName] = useState('');
  const query = useInfiniteQuery(taskRunsQuery(place, id, state, name));
  const rows = query.data?.pages.flat();
  return (
    <>
      <FilterBar search={{ value: name, onChange: setName, label: 'Search task runs' }}>
        <Filter label="State" icon="filter" options={STATES} value={state} onChange={setState} />
      </FilterBar>
      {rows ? (
        <Table
          label="Task runs"
          rows={rows}
          columns={TASK_COLUMNS}
          rowKey={(run) => run.id}
          rowHeight={44}
          onRowClick={(run) => open.taskRun(run.id)}
          empty={
            <EmptyState icon="layers" title="No task runs">
              {name || state ? 'None fits the filters.' : 'This run has called no task until now.'}
            </EmptyState>
          }
        />
      ) : (
        <SkeletonRows />
      )}
      <ShowMore query={query} />
    </>
  );
}

/** The flows that a flow run called. */
export function SubflowsTab({ id }: { readonly id: string }): JSX.Element {
  const { place } = useWorkspace();
  const open = useOpen();
  const query = useInfiniteQuery(
    runsViewQuery(place, ['subflows-of', id], () => ({
      filter: { flow_runs: { parent_flow_run_id: { any_: [id] } } },
      sort: 'EXPECTED_START_TIME_ASC',
    })),
  );
  const rows = query.data?.pages.flatMap(({ flowRuns }) => flowRuns);
  if (!rows) return <SkeletonRows />;
  return (
    <>
      <Table
        label="Subflow runs"
        rows={rows}
        columns={runColumns({ hide: ['deployment'] })}
        rowKey={(run) => run.id}
        rowHeight={52}
        onRowClick={(run) => open.run(run.id)}
        empty={
          <EmptyState icon="flow" title="No subflows">
            Flows that this run calls appear here.
          </EmptyState>
        }
      />
      <ShowMore query={query} />
    </>
  );
}

/** What it was called with. */
export function ParametersTab({ value }: { readonly value: unknown }): JSX.Element {
  const isEmpty = typeof value !== 'object' || value === null || Object.keys(value).length === 0;
  if (isEmpty)
    return (
      <EmptyState icon="variable" title="No parameters">
        This run was called without any.
      </EmptyState>
    );
  return <JsonView value={value} label="Parameters" />;
}

/** What it made for people to look at. */
export function ArtifactsTab({
  kind,
  id,
}: {
  readonly kind: 'flow' | 'task';
  readonly id: string;
}): JSX.Element {
  const { place } = useWorkspace();
  return (
    <QueryView query={useQuery(artifactsOfQuery(place, kind, id))}>
      {(artifacts) => {
        const shown = artifacts.filter(({ type }) => type !== 'result');
        if (shown.length === 0)
          return (
            <EmptyState icon="archive" title="No artifacts">
              Tables, texts and links that a run creates appear here.
            </EmptyState>
          );
        return (
          <div className="flex flex-col gap-4">
            {shown.map((artifact) => (
              <ArtifactCard key={artifact.id} artifact={artifact} />
            ))}
          </div>
        );
      }}
    </QueryView>
  );
}

/** Every state it was in, the newest first. */
export function StatesTab({
  kind,
  id,
}: {
  readonly kind: 'flow' | 'task';
  readonly id: string;
}): JSX.Element {
  const { place } = useWorkspace();
  return (
    <QueryView query={useQuery(statesQuery(place, kind, id))}>
      {(states) => (
        <ol aria-label="States" className="rounded-8 border border-line bg-surface px-4 sm:px-5">
          {[...states]
            .sort((a, b) => b.timestamp.localeCompare(a.timestamp))
            .map((state) => (
              <li
                key={state.id}
                className="flex flex-wrap items-start gap-x-4 gap-y-1 border-b border-line py-2.5 last:border-b-0"
              >
                <span className="w-36 shrink-0">
                  <StateBadge type={state.type} name={state.name ?? state.type} />
                </span>
                <span className="min-w-0 flex-1 py-0.5 break-words whitespace-pre-wrap text-ink-2">
                  {state.message ?? ''}
                </span>
                <span className="py-0.5 text-ink-3">
                  <Time at={state.timestamp} />
                </span>
              </li>
            ))}
        </ol>
      )}
    </QueryView>
  );
}
