import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import {
  type Dashboard,
  type FlowShare,
  RUN_KINDS,
  type RunKind,
  runsOfFlowQuery,
} from '../../api/dashboard.ts';
import type { Steps } from '../../api/run-lines.ts';
import { cx } from '../../ui/class-names.ts';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { lookOf, StateBadge } from '../../ui/state-badge.tsx';
import { Time } from '../../ui/time.tsx';
import { FlowLink, RunLink } from '../runs/place-link.tsx';
import { OutcomeBars, sumOf, totalsOf } from '../runs/run-chart.tsx';
import { durationText } from './duration-text.ts';
import { useWorkspace } from './workspace-shell.tsx';

const NUMBER = new Intl.NumberFormat('en');
const NEWEST_MAX = 1_000;
const KINDS = Object.keys(RUN_KINDS) as RunKind[]; // its own keys
const LOOK: Record<RunKind, readonly [state: string, icon: IconName]> = {
  failed: ['FAILED', 'x'],
  running: ['RUNNING', 'spinner'],
  completed: ['COMPLETED', 'check'],
  late: ['Late', 'timer'],
  cancelled: ['CANCELLED', 'slash'],
};

interface Props {
  readonly board: Dashboard;
  readonly kind: RunKind;
  readonly onKind: (kind: RunKind) => void;
  readonly stepsNow: () => Steps;
}

/** How flow runs went: by time, by what became of them, and which flows they were of. */
export function DashboardRuns({ board, kind, onKind, stepsNow }: Props): JSX.Element {
  const totals = totalsOf(board.flowRunOutcomes);
  const countOf = (one: RunKind): number =>
    one === 'late'
      ? board.lateRunCount
      : RUN_KINDS[one].types.reduce((all, type) => all + (totals.get(type) ?? 0), 0);
  const all = sumOf(totals);
  return (
    <section aria-label="Flow runs" className="min-w-0 rounded-8 border border-line bg-surface">
      <div className="p-4 sm:p-5">
        <div className="mb-5 flex items-baseline gap-3">
          <h2 className="text-14 font-semibold">Flow runs</h2>
          <span className="num text-13 text-ink-3">{NUMBER.format(all)}</span>
        </div>
        <OutcomeBars label={`${all} flow runs by time`} buckets={board.flowRunOutcomes} height={150} />
      </div>
      <div
        role="tablist"
        aria-label="What became of them"
        className="scroll-quiet fade-ends flex overflow-x-auto border-y border-line"
      >
        {KINDS.map((one) => (
          <KindTab
            key={one}
            kind={one}
            count={countOf(one)}
            isOn={one === kind}
            onChoose={() => onKind(one)}
          />
        ))}
      </div>
      <div role="tabpanel" aria-label={RUN_KINDS[kind].label}>
        <Shares shares={board.flowShares} kind={kind} stepsNow={stepsNow} />
      </div>
    </section>
  );
}

function KindTab(props: { kind: RunKind; count: number; isOn: boolean; onChoose: () => void }): JSX.Element {
  const { kind, count, isOn, onChoose } = props;
  const [state, icon] = LOOK[kind];
  const look = lookOf(state);
  return (
    <button
      type="button"
      role="tab"
      aria-selected={isOn}
      aria-label={`${RUN_KINDS[kind].label}: ${count}`}
      onClick={onChoose}
      className={cx(
        'relative flex min-w-28 flex-1 flex-col items-start gap-0.5 border-r border-line px-3 py-3 text-left transition-colors last:border-r-0 focus-visible:outline-offset-[-2px] sm:px-4',
        isOn ? 'bg-surface' : 'bg-sunken hover:bg-hover',
      )}
    >
      {isOn && <span className={cx('absolute inset-x-0 top-0 h-0.5', look.fill)} />}
      <span
        className={cx(
          'flex max-w-full items-center gap-1.5 text-12 font-medium',
          count > 0 ? look.text : 'text-ink-3',
        )}
      >
        <Icon name={icon} size={12} />
        <span className="truncate">{RUN_KINDS[kind].label}</span>
      </span>
      <span className={cx('num text-16 font-semibold sm:text-20', count === 0 && 'text-ink-3')}>
        {NUMBER.format(count)}
      </span>
    </button>
  );
}

const NOTHING: Record<RunKind, string> = {
  failed: 'Nothing failed or crashed in this time.',
  running: 'Nothing runs or waits for its start.',
  completed: 'Nothing has completed in this time.',
  late: 'Nothing is late.',
  cancelled: 'Nothing was cancelled in this time.',
};

function Shares(props: { shares: readonly FlowShare[]; kind: RunKind; stepsNow: () => Steps }): JSX.Element {
  const { shares, kind, stepsNow } = props;
  const [opened, setOpened] = useState<string | undefined>();
  if (shares.length === 0)
    return (
      <p className="flex items-center justify-center gap-2 px-5 py-10 text-13 text-ink-3">
        <Icon name="checkCircle" size={14} />
        {NOTHING[kind]}
      </p>
    );
  const isPart = shares.reduce((all, { count }) => all + count, 0) >= NEWEST_MAX;
  return (
    <>
      <ul>
        {shares.map((share) => (
          <Share
            key={share.flowId}
            share={share}
            isOpen={opened === share.flowId}
            toggle={() => setOpened(opened === share.flowId ? undefined : share.flowId)}
            kind={kind}
            stepsNow={stepsNow}
          />
        ))}
      </ul>
      <div className="flex items-center justify-between gap-4 border-t border-line px-4 py-2.5 text-12 text-ink-3 sm:px-5">
        <span>{isPart ? 'Of the newest 1,000 runs' : ''}</span>
        <AllRuns kind={kind} />
      </div>
    </>
  );
}

const STATE_OF: Record<RunKind, string> = {
  failed: 'FAILED,CRASHED',
  running: 'RUNNING,PENDING',
  completed: 'COMPLETED',
  late: 'Late',
  cancelled: 'CANCELLED',
};
const workspace = getRouteApi('/account/$account/workspace/$workspace');

function AllRuns({ kind }: { kind: RunKind }): JSX.Element {
  const navigate = workspace.useNavigate();
  const params = workspace.useParams();
  return (
    <button
      type="button"
      className="inline-flex items-center gap-1 rounded-4 text-12 font-medium text-accent hover:underline underline-offset-2"
      onClick={() =>
        void navigate({
          to: '/account/$account/workspace/$workspace/runs',
          params,
          search: { state: STATE_OF[kind] },
        })
      }
    >
      See all
      <Icon name="arrowRight" size={12} />
    </button>
  );
}

function Share(props: {
  share: FlowShare;
  isOpen: boolean;
  toggle: () => void;
  kind: RunKind;
  stepsNow: () => Steps;
}): JSX.Element {
  const { share, isOpen, toggle, kind, stepsNow } = props;
  return (
    <li className="border-b border-line last:border-b-0">
      <div className="flex items-center gap-3 px-4 py-2.5 transition-colors hover:bg-hover sm:px-5">
        <button
          type="button"
          aria-expanded={isOpen}
          aria-label={`Runs of ${share.flowName}`}
          onClick={toggle}
          className="grid size-6 shrink-0 place-items-center rounded-4 text-ink-3 hover:bg-active hover:text-ink"
        >
          <Icon name={isOpen ? 'chevronDown' : 'chevronRight'} size={14} />
        </button>
        <span className="min-w-0 flex-1">
          <FlowLink id={share.flowId} className="block leading-6 font-medium">
            {share.flowName}
          </FlowLink>
          <span className="flex min-w-0 items-center gap-1.5 text-12 text-ink-3">
            <RunLink id={share.lastId} className="leading-6">
              {share.lastName}
            </RunLink>
            <span aria-hidden="true">·</span>
            <span className="shrink-0">
              <Time at={share.lastExpected} />
            </span>
          </span>
        </span>
        <span className="num shrink-0 rounded-6 bg-active px-2 py-0.5 text-12 font-medium text-ink-2">
          {NUMBER.format(share.count)}
        </span>
      </div>
      {isOpen && <LastRuns flow={share.flowId} kind={kind} stepsNow={stepsNow} />}
    </li>
  );
}

function LastRuns(props: { flow: string; kind: RunKind; stepsNow: () => Steps }): JSX.Element {
  const { place } = useWorkspace();
  const { data } = useQuery(runsOfFlowQuery(place, props.flow, props.kind, props.stepsNow));
  if (!data)
    return (
      <div className="px-5 pb-3">
        <SkeletonRows rows={2} />
      </div>
    );
  return (
    <ul className="border-t border-line bg-sunken">
      {data.map((run) => (
        <li key={run.id} className="flex items-center gap-3 py-2 pr-4 pl-13 sm:pr-5">
          <RunLink id={run.id} className="min-w-0 flex-1 text-13">
            {run.name}
          </RunLink>
          <span className="num hidden text-12 text-ink-3 sm:inline">{durationText(run.runSeconds)}</span>
          <span className="text-12 text-ink-3">
            <Time at={run.startTime ?? run.expectedStartTime} />
          </span>
          {run.stateType && <StateBadge type={run.stateType} name={run.stateName ?? run.stateType} />}
        </li>
      ))}
    </ul>
  );
}
