import type { DeploymentVersionOfWire } from '@orch/contract';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { versionsQuery, VERSIONS_A_PAGE } from '../../api/deployments.ts';
import { Facts } from '../../ui/card.tsx';
import { JsonView } from '../../ui/code.tsx';
import { Drawer } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Pagination } from '../../ui/pagination.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { QueryView } from '../inside/query-view.tsx';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { type Revision, revisionOf } from './revision.ts';

const COLUMNS: readonly Column<DeploymentVersionOfWire>[] = [
  {
    key: 'version',
    title: 'Version',
    width: 'minmax(180px, 2fr)',
    cell: (one) => {
      const { message } = revisionOf(one);
      return (
        <span className="min-w-0">
          <span className="block truncate font-mono text-12 font-medium">{nameOf(one)}</span>
          {message && <span className="block truncate text-12 text-ink-3">{message}</span>}
        </span>
      );
    },
  },
  {
    key: 'source',
    title: 'Source',
    width: 'minmax(160px, 1fr)',
    wideOnly: true,
    cell: (one) => <Source revision={revisionOf(one)} />,
  },
  {
    key: 'by',
    title: 'Deployed by',
    width: 'minmax(120px, 1fr)',
    wideOnly: true,
    cell: (one) => <span className="truncate text-ink-2">{one.created_by?.display_value ?? '–'}</span>,
  },
  {
    key: 'at',
    title: 'When',
    width: '112px',
    align: 'end',
    cell: (one) => (
      <span className="text-ink-2">
        <Time at={one.created} />
      </span>
    ),
  },
];

const nameOf = (one: DeploymentVersionOfWire): string => one.version ?? revisionOf(one).version ?? '–';

function Source({ revision }: { revision: Revision }): JSX.Element {
  const { branch, repository, url } = revision;
  const where = [repository, branch].filter(Boolean).join(' · ');
  if (!where) return <span className="text-ink-3">–</span>;
  if (url === undefined) return <span className="truncate text-ink-2">{where}</span>;
  return (
    <a
      href={url}
      target="_blank"
      rel="noreferrer"
      onClick={(event) => event.stopPropagation()}
      className="truncate text-accent hover:underline"
    >
      {where}
    </a>
  );
}

/** What the deployment was, with where its code came from and who deployed it. */
export function VersionsTab({ id }: { id: string }): JSX.Element {
  const { place } = useWorkspace();
  const [offset, setOffset] = useState(0);
  const [shown, setShown] = useState<DeploymentVersionOfWire | undefined>();
  const query = useQuery({ ...versionsQuery(place, id, offset), placeholderData: keepPreviousData });
  return (
    <QueryView query={query}>
      {(rows) => (
        <>
          <Table
            label="Versions"
            rows={rows}
            columns={COLUMNS}
            rowKey={(one) => one.id}
            rowHeight={52}
            onRowClick={setShown}
            empty={
              <EmptyState icon="history" title="No versions yet">
                Deploy with a version, or from a git repository: each one is listed here.
              </EmptyState>
            }
          />
          <Pagination
            offset={offset}
            shown={rows.length}
            pageSize={VERSIONS_A_PAGE}
            hasMore={rows.length === VERSIONS_A_PAGE}
            onChange={setOffset}
          />
          {shown && <OneVersion one={shown} onClose={() => setShown(undefined)} />}
        </>
      )}
    </QueryView>
  );
}

const mono = (text: string | null | undefined): JSX.Element => (
  <span className="font-mono text-12 break-all">{text ?? '–'}</span>
);

function OneVersion({ one, onClose }: { one: DeploymentVersionOfWire; onClose: () => void }): JSX.Element {
  const revision = revisionOf(one);
  return (
    <Drawer open onOpenChange={onClose} title={nameOf(one)}>
      <div className="flex flex-col gap-5">
        <Facts
          rows={[
            ['Deployed', <Time key="at" at={one.created} />],
            ['By', one.created_by?.display_value ?? '–'],
            ['Source', <Source key="source" revision={revision} />],
            ['Commit', mono(revision.commit)],
            ['Message', revision.message ?? '–'],
            ['Entrypoint', mono(one.entrypoint)],
            ['Path', mono(one.path)],
          ]}
        />
        {one.version_info && <JsonView value={one.version_info} label="As it was sent" />}
      </div>
    </Drawer>
  );
}
