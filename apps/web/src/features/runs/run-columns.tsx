import type { RunLine } from '../../api/run-lines.ts';
import { Checkbox } from '../../ui/choice.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import type { Column } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { durationText } from '../workspace/duration-text.ts';
import { DeploymentLink, FlowLink, RunLink } from './place-link.tsx';
import { TagList } from './tag-list.tsx';

interface Shown {
  /** What all runs of the list have in common is not said in each. */
  readonly hide?: readonly ('flow' | 'deployment')[];
  readonly marks?: {
    readonly selected: ReadonlySet<string>;
    readonly toggle: (id: string) => void;
  };
}

const startOf = (run: RunLine): string | null => run.startTime ?? run.expectedStartTime;

/** The columns of every list of runs. */
export function runColumns(shown: Shown): readonly Column<RunLine>[] {
  const { hide = [], marks } = shown;
  const columns: (Column<RunLine> | false | undefined)[] = [
    marks && {
      key: 'mark',
      title: 'Select',
      hideTitle: true,
      width: '20px',
      cell: (run) => (
        <Checkbox
          bare
          label={`Select ${run.name}`}
          checked={marks.selected.has(run.id)}
          onChange={() => marks.toggle(run.id)}
        />
      ),
    },
    {
      key: 'name',
      title: 'Run',
      width: 'minmax(150px, 2fr)',
      cell: (run) => (
        <span className="flex min-w-0 flex-col">
          <span className="flex min-w-0 items-center gap-2">
            <RunLink id={run.id} className="leading-6 font-medium">
              {run.name}
            </RunLink>
            <span className="hidden xl:block">
              <TagList tags={run.tags} max={2} />
            </span>
          </span>
          {!hide.includes('flow') && (
            <FlowLink id={run.flowId} className="text-12 leading-6 text-ink-3">
              {run.flowName ?? 'Flow'}
            </FlowLink>
          )}
        </span>
      ),
    },
    {
      key: 'state',
      title: 'State',
      width: '132px',
      narrow: 'minmax(0, 124px)',
      narrowAlign: 'end',
      cell: (run) => (
        <span className="flex min-w-0 flex-1 flex-col items-end md:items-start">
          {run.stateType ? <StateBadge type={run.stateType} name={run.stateName ?? run.stateType} /> : '–'}
          {/* the column of its own is left out there */}
          <span className="text-12 leading-4 text-ink-3 md:hidden">
            <Time at={startOf(run)} never="Not yet" />
          </span>
        </span>
      ),
    },
    !hide.includes('deployment') && {
      key: 'deployment',
      title: 'Deployment',
      width: 'minmax(110px, 1fr)',
      wideOnly: true,
      cell: (run) =>
        run.deploymentId ? (
          <DeploymentLink id={run.deploymentId} className="text-ink-2">
            {run.deploymentName ?? 'Deployment'}
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
      cell: (run) => <span className="text-ink-2">{durationText(run.runSeconds)}</span>,
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
  return columns.filter((column) => column !== undefined && column !== false);
}
