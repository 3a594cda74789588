import type { TaskRunResponse } from '@orch/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { JSX } from 'react';
import { isAbout, useLive } from '../../api/live.ts';
import { runKey, runQuery, taskRunQuery } from '../../api/runs.ts';
import { Card, Facts } from '../../ui/card.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { Time } from '../../ui/time.tsx';
import { durationText } from '../workspace/duration-text.ts';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { RunLink } from './place-link.tsx';
import { isUnderway } from './run-actions.tsx';
import { RunLogs } from './run-logs.tsx';
import { ArtifactsTab, StatesTab } from './run-tabs.tsx';
import { TagList } from './tag-list.tsx';
import { AttemptsTab, InputsTab } from './task-tabs.tsx';
import { ThingView } from './thing-view.tsx';
import { useStillWriting } from './use-still-writing.ts';

const route = getRouteApi('/account/$account/workspace/$workspace/runs/task-run/$id');

/** One task run: its attempts, what went in, what it wrote. */
export function TaskRunPage(): JSX.Element {
  const { place } = useWorkspace();
  const { id } = route.useParams();
  const query = useQuery(taskRunQuery(place, id));
  const isMoving = query.data === undefined || isUnderway(query.data.state_type);
  useLive({
    place,
    prefixes: ['prefect.task-run.'],
    refresh: [runKey(place, id)],
    about: isAbout(`prefect.task-run.${id}`),
    asks: isMoving, // a run that is over may be tried again by somebody else
  });
  return (
    <ThingView what="task run" list="runs" query={query}>
      {(run) => <TaskRun key={id} run={run} />}
    </ThingView>
  );
}

function FlowRunName({ id }: { id: string }): JSX.Element {
  const { place } = useWorkspace();
  const { data } = useQuery(runQuery(place, id));
  return <>{data?.name ?? '…'}</>;
}

function TaskRun({ run }: { run: TaskRunResponse }): JSX.Element {
  const { tab = 'logs' } = route.useSearch();
  const navigate = route.useNavigate();
  const { id } = run;
  const isWriting = useStillWriting(run);
  const message = run.state?.message;
  const isBad = run.state_type === 'FAILED' || run.state_type === 'CRASHED';
  return (
    <>
      <PageHeader
        above={
          run.flow_run_id ? (
            <RunLink id={run.flow_run_id} className="text-13 text-ink-3 hover:text-ink">
              <FlowRunName id={run.flow_run_id} />
            </RunLink>
          ) : undefined
        }
        title={run.name}
        description={
          <span className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-2">
            {run.state_type && <StateBadge type={run.state_type} name={run.state_name ?? run.state_type} />}
            <span>
              Started <Time at={run.start_time} never="not yet" />
            </span>
            <span className="num">{durationText(run.estimated_run_time)}</span>
            {run.state_name === 'Cached' && <span>Result taken from the cache</span>}
            <TagList tags={run.tags} max={4} />
          </span>
        }
      />
      {isBad && message && (
        <div className="mb-5">
          <Notice tone="danger">
            <span className="break-words whitespace-pre-wrap">{message}</span>
          </Notice>
        </div>
      )}
      <Tabs
        label="About the task run"
        value={tab}
        onChange={(next) =>
          void navigate({ to: '.', search: next === 'logs' ? {} : { tab: next }, replace: true })
        }
        tabs={[
          {
            value: 'logs',
            label: 'Logs',
            content: (
              <RunLogs kind="task" id={id} isUnderway={isUnderway(run.state_type)} isWriting={isWriting} />
            ),
          },
          { value: 'attempts', label: 'Attempts', count: run.run_count, content: <AttemptsTab id={id} /> },
          { value: 'inputs', label: 'Inputs', content: <InputsTab run={run} /> },
          { value: 'artifacts', label: 'Artifacts', content: <ArtifactsTab kind="task" id={id} /> },
          { value: 'states', label: 'States', content: <StatesTab kind="task" id={id} /> },
          { value: 'details', label: 'Details', content: <Details run={run} /> },
        ]}
      />
    </>
  );
}

const mono = (text: string | null): JSX.Element => (
  <span className="font-mono text-12 break-all">{text ?? '–'}</span>
);

function Details({ run }: { run: TaskRunResponse }): JSX.Element {
  return (
    <Card>
      <Facts
        rows={[
          ['Id', mono(run.id)],
          ['Task key', mono(run.task_key)],
          ['Dynamic key', mono(run.dynamic_key)],
          ['Cache key', mono(run.cache_key)],
          ['Cache kept until', <Time key="cache" at={run.cache_expiration} never="–" />],
          ['Version', mono(run.task_version)],
          ['Created', <Time key="created" at={run.created} />],
          ['Ended', <Time key="ended" at={run.end_time} never="Not yet" />],
        ]}
      />
    </Card>
  );
}
