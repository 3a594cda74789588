import type { FlowRunResponse } from '@orch/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { JSX } from 'react';
import { flowQuery } from '../../api/flows.ts';
import { isAbout, useLive } from '../../api/live.ts';
import { runKey, runQuery } from '../../api/runs.ts';
import { LongText } from '../../ui/long-text.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { Time } from '../../ui/time.tsx';
import { durationText } from '../workspace/duration-text.ts';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { BackTo, FlowLink } from './place-link.tsx';
import { isUnderway, RunActions } from './run-actions.tsx';
import { RunLogs } from './run-logs.tsx';
import { DetailsTab, InfrastructureTab } from './run-details.tsx';
import { ArtifactsTab, ParametersTab, StatesTab, SubflowsTab, TaskRunsTab } from './run-tabs.tsx';
import { RunTimeline } from './run-timeline.tsx';
import { RunWhy } from './run-why.tsx';
import { TagList } from './tag-list.tsx';
import { ThingView } from './thing-view.tsx';
import { useStillWriting } from './use-still-writing.ts';

const route = getRouteApi('/account/$account/workspace/$workspace/runs/flow-run/$id');

/** One run, as it happens. */
export function RunPage(): JSX.Element {
  const { place } = useWorkspace();
  const { id } = route.useParams();
  const query = useQuery(runQuery(place, id));
  const isMoving = query.data === undefined || isUnderway(query.data.state_type);
  useLive({
    place,
    prefixes: ['prefect.flow-run.', 'prefect.task-run.'],
    refresh: [runKey(place, id)],
    about: isAbout(`prefect.flow-run.${id}`),
    asks: isMoving, // a run that is over may be tried again by somebody else
  });
  return (
    <ThingView what="run" list="runs" query={query}>
      {(run) => <Run key={id} run={run} />}
    </ThingView>
  );
}

/** Of what went wrong, so that the page below stays in sight. */
const ROOM = { characters: 700, lines: 8 };

function Run({ run }: { run: FlowRunResponse }): JSX.Element {
  const { place } = useWorkspace();
  const { tab = 'logs' } = route.useSearch();
  const navigate = route.useNavigate();
  const { data: flow } = useQuery(flowQuery(place, run.flow_id));
  const { id } = run;
  const isMoving = isUnderway(run.state_type);
  const isWriting = useStillWriting(run);
  const message = run.state?.message;
  const isBad = run.state_type === 'FAILED' || run.state_type === 'CRASHED';
  return (
    <>
      <PageHeader
        above={<BackTo to="runs">Runs</BackTo>}
        title={run.name}
        description={
          <span className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-2">
            {run.state_type && <StateBadge type={run.state_type} name={run.state_name ?? run.state_type} />}
            <FlowLink id={run.flow_id} className="font-medium text-ink">
              {flow?.name ?? '…'}
            </FlowLink>
            <span>
              {run.start_time ? 'Started ' : 'Planned '}
              <Time at={run.start_time ?? run.expected_start_time} never="–" />
            </span>
            {run.estimated_run_time > 0 && (
              <span className="num">{durationText(run.estimated_run_time)}</span>
            )}
            {run.run_count > 1 && <span className="num">Attempt {run.run_count}</span>}
            <TagList tags={run.tags} max={4} />
          </span>
        }
        actions={<RunActions run={run} />}
      />
      <div className="mb-5 flex flex-col gap-5">
        {isBad && message && (
          <Notice tone="danger">
            <LongText text={message} room={ROOM} />
          </Notice>
        )}
        {isMoving && run.state_type !== 'RUNNING' && <RunWhy id={id} />}
        <RunTimeline id={id} quiet={isMoving && run.start_time === null} />
      </div>
      <Tabs
        label="About the run"
        value={tab}
        onChange={(next) =>
          void navigate({ to: '.', search: next === 'logs' ? {} : { tab: next }, replace: true })
        }
        tabs={[
          {
            value: 'logs',
            label: 'Logs',
            content: <RunLogs kind="flow" id={id} isUnderway={isMoving} isWriting={isWriting} />,
          },
          { value: 'tasks', label: 'Task runs', content: <TaskRunsTab id={id} /> },
          { value: 'subflows', label: 'Subflows', content: <SubflowsTab id={id} /> },
          { value: 'parameters', label: 'Parameters', content: <ParametersTab value={run.parameters} /> },
          { value: 'artifacts', label: 'Artifacts', content: <ArtifactsTab kind="flow" id={id} /> },
          { value: 'states', label: 'States', content: <StatesTab kind="flow" id={id} /> },
          {
            value: 'infrastructure',
            label: 'Infrastructure',
            content: <InfrastructureTab run={run} />,
          },
          { value: 'details', label: 'Details', content: <DetailsTab run={run} /> },
        ]}
      />
    </>
  );
}
