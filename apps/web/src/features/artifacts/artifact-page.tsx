import type { ArtifactResponse } from '@orch/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import { artifactHistoryQuery } from '../../api/artifacts.ts';
import { IconButton } from '../../ui/button.tsx';
import { Switch } from '../../ui/choice.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Select } from '../../ui/select.tsx';
import { Sparkline } from '../../ui/sparkline.tsx';
import { exact } from '../../ui/time-text.ts';
import { QueryView } from '../inside/query-view.tsx';
import { ArtifactCard } from '../runs/artifact-card.tsx';
import { BackTo, RunLink } from '../runs/place-link.tsx';
import { useWorkspace } from '../workspace/workspace-shell.tsx';

/** So many of one key are read. */
const LISTED_MAX = 100;
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
  const sides = isSide
    ? ([
        [left, setLeft],
        [right, setRight],
      ] as const)
    : ([[left, setLeft]] as const);
  const course = artifacts.map(({ data }) => Number(data)).reverse();
  return (
    <>
      {artifacts.length > 1 && (
        <div className="mb-3 flex items-center justify-between gap-4">
          <span className="num flex items-center gap-4 text-13 text-ink-3">
            {artifacts.length === LISTED_MAX
              ? `The newest ${LISTED_MAX} versions`
              : `${artifacts.length} versions`}
            {artifacts[0]?.type === 'progress' && course.every(Number.isFinite) && (
              <Sparkline values={course} label={`Course: ${course.join(', ')}`} />
            )}
          </span>
          <Switch label="Side by side" checked={isSide} onChange={setSide} />
        </div>
      )}
      <div className={isSide ? 'grid items-start gap-4 lg:grid-cols-2' : ''}>
        {sides.map(([id, choose], side) => (
          <Version
            key={side}
            artifacts={artifacts}
            id={id}
            choose={choose}
            label={side === 0 ? 'Version' : 'Version to compare with'}
          />
        ))}
      </div>
    </>
  );
}

/** One version, and the way to those before and after it. */
function Version(props: {
  artifacts: readonly ArtifactResponse[];
  id: string | undefined;
  choose: (id: string) => void;
  label: string;
}): JSX.Element {
  const { artifacts, id, choose, label } = props;
  const at = artifacts.findIndex((one) => one.id === id);
  const [artifact, older, newer] = [artifacts[at], artifacts[at + 1], artifacts[at - 1]];
  return (
    <div className="flex min-w-0 flex-col gap-3">
      {artifacts.length > 1 && (
        <div className="flex items-center gap-2">
          <IconButton
            icon="chevronLeft"
            kind="secondary"
            label="Older version"
            disabled={!older}
            onClick={() => older && choose(older.id)}
          />
          <div className="w-72 min-w-0">
            <Select
              label={label}
              options={artifacts.map((one, index) => ({
                value: one.id,
                label: index === 0 ? `${exact(one.created)} (newest)` : exact(one.created),
              }))}
              value={id}
              onChange={choose}
            />
          </div>
          <IconButton
            icon="chevronRight"
            kind="secondary"
            label="Newer version"
            disabled={!newer}
            onClick={() => newer && choose(newer.id)}
          />
        </div>
      )}
      {artifact && (
        <ArtifactCard
          artifact={artifact}
          title={at === 0 ? 'Newest version' : `Version ${artifacts.length - at}`}
        />
      )}
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
}
