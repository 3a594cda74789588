import type { FlowRunResponse } from '@orch/contract';
import { useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { deploymentQuery } from '../../api/deployments.ts';
import { Card, Facts } from '../../ui/card.tsx';
import { JsonView } from '../../ui/code.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Time } from '../../ui/time.tsx';
import { durationText } from '../workspace/duration-text.ts';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { DeploymentLink, PoolLink } from './place-link.tsx';
import { TagList } from './tag-list.tsx';

function DeploymentName({ id }: { id: string }): JSX.Element {
  const { place } = useWorkspace();
  const { data } = useQuery(deploymentQuery(place, id));
  return (
    <DeploymentLink id={id} className="text-accent">
      {data?.name ?? id}
    </DeploymentLink>
  );
}

const mono = (text: string | null | undefined): JSX.Element => (
  <span className="font-mono text-12 break-all">{text ?? '–'}</span>
);
const isFilled = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.keys(value).length > 0;

/** What and when. */
export function DetailsTab({ run }: { readonly run: FlowRunResponse }): JSX.Element {
  const labels = Object.entries(run.labels ?? {});
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <Card title="Run">
        <Facts
          rows={[
            ['Id', mono(run.id)],
            ['Created', <Time key="created" at={run.created} />],
            ['Created by', run.created_by?.display_value ?? '–'],
            ['Start planned', <Time key="planned" at={run.expected_start_time} />],
            ['Started', <Time key="start" at={run.start_time} never="Not yet" />],
            ['Ended', <Time key="end" at={run.end_time} never="Not yet" />],
            ['Late by', durationText(run.estimated_start_time_delta)],
            ['Attempts', String(run.run_count)],
            ['Flow version', mono(run.flow_version)],
            ['Tags', run.tags.length > 0 ? <TagList key="tags" tags={run.tags} max={20} /> : '–'],
          ]}
        />
      </Card>
      {labels.length > 0 && (
        <Card title="Labels">
          <Facts rows={labels.map(([name, value]) => [name, mono(String(value))] as const)} />
        </Card>
      )}
    </div>
  );
}

/** Where it runs, and with what settings of the place. */
export function InfrastructureTab({ run }: { readonly run: FlowRunResponse }): JSX.Element {
  const label = (name: string): string | undefined => {
    const value: unknown = (run.labels as Readonly<Record<string, unknown>> | null)?.[name];
    return value === undefined ? undefined : String(value as string | number | boolean);
  };
  if (run.deployment_id === null && run.work_pool_name === null && run.infrastructure_pid === null)
    return (
      <EmptyState icon="laptop" title="Started by hand">
        It ran where somebody started it; no work pool had a part in it.
      </EmptyState>
    );
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <Card title="Infrastructure">
        <Facts
          rows={[
            [
              'Deployment',
              run.deployment_id ? <DeploymentName key="d" id={run.deployment_id} /> : 'Started by hand',
            ],
            [
              'Work pool',
              run.work_pool_name ? (
                <PoolLink key="p" name={run.work_pool_name} className="text-accent" />
              ) : (
                '–'
              ),
            ],
            ['Work queue', run.work_queue_name ?? '–'],
            ['Worker', label('prefect.worker.name') ?? '–'],
            ['Kind of worker', label('prefect.worker.type') ?? '–'],
            ['Process', mono(run.infrastructure_pid)],
          ]}
        />
      </Card>
      <Card title="Job variables" description="Settings of the place that this run had for itself.">
        {isFilled(run.job_variables) ? (
          <JsonView value={run.job_variables} label="Job variables" />
        ) : (
          <p className="text-13 text-ink-3">None: it ran with those of its deployment and work pool.</p>
        )}
      </Card>
    </div>
  );
}
