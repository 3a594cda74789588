import type { ArtifactCollectionResponse } from '@orch/contract';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type JSX, useRef } from 'react';
import { ARTIFACTS_A_PAGE, latestArtifactsQuery } from '../../api/artifacts.ts';
import { Badge } from '../../ui/badge.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Pagination } from '../../ui/pagination.tsx';
import { Time } from '../../ui/time.tsx';
import { useListKeys } from '../../ui/use-list-keys.ts';
import { QueryView } from '../inside/query-view.tsx';
import { useTypedName } from '../runs/use-typed-name.ts';
import { useWorkspace } from '../workspace/workspace-shell.tsx';

const route = getRouteApi('/account/$account/workspace/$workspace/artifacts');

const ONE = '/account/$account/workspace/$workspace/artifacts/key/$key';

/** In a flow. */
const CREATE =
  'from prefect.artifacts import create_markdown_artifact\n\ncreate_markdown_artifact("# Report", key="report")';

/** What runs made for people to look at: one card for each key, with its newest. */
export function ArtifactsPage(): JSX.Element {
  const { place } = useWorkspace();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const offset = Number(search.offset) || 0;
  const [name, setName] = useTypedName(
    search.name ?? '',
    (next) => void navigate({ to: '.', search: next ? { name: next } : {}, replace: true }),
  );
  const query = useQuery({
    ...latestArtifactsQuery(place, search.name ?? '', offset),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <PageHeader
        title="Artifacts"
        description="Tables, texts and links that runs make for people to look at."
      />
      <FilterBar search={{ value: name, onChange: setName, label: 'Search artifacts' }} />
      <QueryView query={query} rows={6}>
        {(artifacts) => (
          <>
            {artifacts.length === 0 ? (
              <EmptyState
                icon="archive"
                title={search.name ? 'No artifact has this key' : 'No artifacts yet'}
                {...(search.name ? {} : { code: CREATE })}
              >
                {search.name
                  ? 'Search for something else.'
                  : 'A flow makes one with a call; it appears here with its history.'}
              </EmptyState>
            ) : (
              <ArtifactGrid artifacts={artifacts} />
            )}
            <Pagination
              offset={offset}
              shown={artifacts.length}
              pageSize={ARTIFACTS_A_PAGE}
              hasMore={artifacts.length === ARTIFACTS_A_PAGE}
              onChange={(next) => void navigate({ to: '.', search: { ...search, offset: String(next) } })}
            />
          </>
        )}
      </QueryView>
    </>
  );
}

const keyOf = (artifact: ArtifactCollectionResponse): string => artifact.key ?? artifact.id;

/** Tiles that j and k go through, as in lists. */
function ArtifactGrid(props: { artifacts: readonly ArtifactCollectionResponse[] }): JSX.Element {
  const { artifacts } = props;
  const params = route.useParams();
  const navigate = route.useNavigate();
  const grid = useRef<HTMLUListElement>(null);
  const activeKey = useListKeys(grid, {
    rows: artifacts,
    rowKey: keyOf,
    onRowClick: ({ key }) => void navigate({ to: ONE, params: { ...params, key: key ?? '' } }),
  });
  return (
    <ul
      ref={grid}
      data-list-keys=""
      aria-label="Artifacts"
      className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3"
    >
      {artifacts.map((artifact) => (
        <li key={artifact.id}>
          <ArtifactTile artifact={artifact} isActive={keyOf(artifact) === activeKey} />
        </li>
      ))}
    </ul>
  );
}

/** The beginning of what is in it, as plain text. */
const extract = (data: unknown): string =>
  (typeof data === 'string' ? data : (JSON.stringify(data) ?? ''))
    .slice(0, 240)
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[#*`|_]+|-{3,}/g, ' ');
const percentOf = (data: unknown): number => Math.min(100, Math.max(0, Number(data) || 0));

function ArtifactTile(props: { artifact: ArtifactCollectionResponse; isActive: boolean }): JSX.Element {
  const { artifact, isActive } = props;
  const params = route.useParams();
  return (
    <Link
      to={ONE}
      data-active-row={isActive || undefined}
      params={{ ...params, key: artifact.key ?? '' }}
      className="flex h-full flex-col gap-1.5 rounded-8 border border-line bg-surface px-4 py-3.5 transition-colors hover:border-line-strong hover:bg-hover"
    >
      <span className="flex items-center justify-between gap-3">
        <span className="truncate font-medium">{artifact.key}</span>
        {artifact.type && <Badge>{artifact.type}</Badge>}
      </span>
      {artifact.type === 'progress' ? (
        <span className="num flex min-h-8 items-center gap-3 text-12 text-ink-2">
          <span className="h-1.5 flex-1 overflow-hidden rounded-full bg-active">
            <span
              style={{ width: `${percentOf(artifact.data)}%` }}
              className="block h-full rounded-full bg-accent"
            />
          </span>
          {percentOf(artifact.data).toFixed(0)} %
        </span>
      ) : (
        <span className="line-clamp-2 min-h-8 text-12 break-words text-ink-3">
          {artifact.description || extract(artifact.data)}
        </span>
      )}
      <span className="text-12 text-ink-3">
        <Time at={artifact.updated} />
      </span>
    </Link>
  );
}
