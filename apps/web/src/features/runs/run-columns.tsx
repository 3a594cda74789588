import type { FlowRunResponse } from '@orch/contract';
import type { JSX } from 'react';
import { Checkbox } from '../../ui/choice.tsx';
import { cx } from '../../ui/class-names.ts';
import { StateBadge } from '../../ui/state-badge.tsx';
import type { Column } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { durationText } from '../workspace/duration-text.ts';
import { DeploymentLink, FlowLink, RunLink } from './place-link.tsx';
import { TagList } from './tag-list.tsx';

interface Shown {
  readonly flowName?: (id: string) => string | undefined;
  readonly deploymentName?: (id: string) => string | undefined;
  /** Left out where all runs are of one flow. */
  readonly marks?: {
    readonly active: string | undefined;
    readonly selected: ReadonlySet<string>;
    readonly toggle: (id: string) => void;
  };
}

const startOf = (run: FlowRunResponse): string | null => run.start_time ?? run.expected_start_time;

function Mark({ run, marks }: { run: FlowRunResponse; marks: NonNullable<Shown['marks']> }): JSX.Element {
  const isActive = marks.active === run.id;
  return (
    <span
      data-active-run={isActive || undefined}
      className={cx(
        '-ml-4 flex items-center self-stretch pl-[14px] border-l-2',
        isActive ? 'border-accent' : 'border-transparent',
      )}
    >
      <Checkbox
        bare
        label={`Select ${run.name}`}
        checked={marks.selected.has(run.id)}
        onChange={() => marks.toggle(run.id)}
      />
    </span>
  );
}

/** The columns of every list of runs. */
export function runColumns(shown: Shown): readonly Column<FlowRunResponse>[] {
  const { flowName, deploymentName, marks } = shown;
  const columns: (Column<FlowRunResponse> | undefined)[] = [
    marks && {
      key: 'mark',
      title: 'Select',
      hideTitle: true,
      width: '20px',
      cell: (run) => <Mark run={run} marks={marks} />,
    },
    {
      key: 'name',
      title: 'Run',
      width: 'minmax(150px, 2fr)',
      cell: (run) => (
        <span className="flex min-w-0 items-center gap-2">
          <span className="flex min-w-0 flex-col">
            <RunLink id={run.id} className="font-medium">
              {run.name}
            </RunLink>
            {flowName && (
              <FlowLink id={run.flow_id} className="text-12 leading-4 text-ink-3">
                {flowName(run.flow_id) ?? '…'}
              </FlowLink>
            )}
          </span>
          <span className="hidden xl:block">
            <TagList tags={run.tags} max={1} />
          </span>
        </span>
      ),
    },
    {
      key: 'state',
      title: 'State',
      width: '132px',
      cell: (run) =>
        run.state_type ? <StateBadge type={run.state_type} name={run.state_name ?? run.state_type} /> : '–',
    },
    deploymentName && {
      key: 'deployment',
      title: 'Deployment',
      width: 'minmax(110px, 1fr)',
      wideOnly: true,
      cell: (run) =>
        run.deployment_id ? (
          <DeploymentLink id={run.deployment_id} className="text-ink-2">
            {deploymentName(run.deployment_id) ?? 'Deployment'}
          </DeploymentLink>
        ) : (
          <span className="text-ink-3">–</span>
        ),
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
          <Time at={startOf(run)} never="Not yet" />
        </span>
      ),
    },
  ];
  return columns.filter((column) => column !== undefined);
}
