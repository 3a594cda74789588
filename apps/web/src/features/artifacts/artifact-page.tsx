import type { ArtifactResponse } from '@orch/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import { artifactHistoryQuery } from '../../api/artifacts.ts';
import { Switch } from '../../ui/choice.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Select } from '../../ui/select.tsx';
import { exact } from '../../ui/time-text.ts';
import { QueryView } from '../inside/query-view.tsx';
import { ArtifactCard } from '../runs/artifact-card.tsx';
import { BackTo, RunLink } from '../runs/place-link.tsx';
import { useWorkspace } from '../workspace/workspace-shell.tsx';

const route = getRouteApi('/account/$account/workspace/$workspace/artifacts/key/$key');

/** One key: its newest artifact, those before it, and two side by side. */
export function ArtifactPage(): JSX.Element {
  const { place } = useWorkspace();
  const { key } = route.useParams();
  return (
    <>
      <PageHeader above={<BackTo to="artifacts">Artifacts</BackTo>} title={key} />
      <QueryView query={useQuery(artifactHistoryQuery(place, key))} rows={6}>
        {(artifacts) =>
          artifacts.length === 0 ? (
            <EmptyState icon="archive" title="Nothing under this key" />
          ) : (
            <History artifacts={artifacts} />
          )
        }
      </QueryView>
    </>
  );
}

function History({ artifacts }: { artifacts: readonly ArtifactResponse[] }): JSX.Element {
  const [left, setLeft] = useState(artifacts[0]?.id);
  const [right, setRight] = useState(artifacts[1]?.id);
  const [isSide, setSide] = useState(false);
  const options = artifacts.map(({ id, created }, index) => ({
    value: id,
    label: index === 0 ? `${exact(created)} (newest)` : exact(created),
  }));
  const shown = isSide
    ? ([
        [left, setLeft],
        [right, setRight],
      ] as const)
    : ([[left, setLeft]] as const);
  return (
    <>
      {artifacts.length > 1 && (
        <div className="mb-3 flex justify-end">
          <Switch label="Side by side" checked={isSide} onChange={setSide} />
        </div>
      )}
      <div className={isSide ? 'grid items-start gap-4 lg:grid-cols-2' : ''}>
        {shown.map(([id, choose], side) => {
          const artifact = artifacts.find((one) => one.id === id);
          return (
            <div key={side} className="flex min-w-0 flex-col gap-3">
              <Select
                label={side === 0 ? 'Version' : 'Version to compare with'}
                options={options}
                value={id}
                onChange={choose}
              />
              {artifact && <ArtifactCard artifact={artifact} />}
              {artifact?.flow_run_id && (
                <p className="text-12 text-ink-3">
                  Made by{' '}
                  <RunLink id={artifact.flow_run_id} className="text-accent">
                    this run
                  </RunLink>
                </p>
              )}
            </div>
          );
        })}
      </div>
    </>
  );
}
