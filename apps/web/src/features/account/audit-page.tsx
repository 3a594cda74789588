import type { AuditEventOfWire } from '@orch/contract';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { messageOf } from '../../api/api-error.ts';
import { auditExportUrl, type AuditFilter, auditQuery, verifyAudit } from '../../api/audit.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { type DateRange, DateRangePicker, rangeTimes } from '../../ui/date-range.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Filter, FilterBar } from '../../ui/filter-bar.tsx';
import { Icon } from '../../ui/icon.tsx';
import { itemClass } from '../../ui/layer.ts';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { useAccount } from './account-shell.tsx';
import { AuditDrawer } from './audit-drawer.tsx';
import { actionText } from './action-text.ts';

const KINDS = [
  'user.',
  'session.',
  'api_key.',
  'member',
  'invitation.',
  'team.',
  'workspace.',
  'workspace_access.',
  'role.',
  'service_account.',
  'sso',
  'block',
  'account.',
].map((prefix) => ({ value: prefix, label: actionText(prefix.replace(/\.$/, '')) }));
const OUTCOMES = [
  { value: 'success', label: 'Done' },
  { value: 'failure', label: 'Refused' },
];

const COLUMNS: readonly Column<AuditEventOfWire>[] = [
  {
    key: 'when',
    title: 'When',
    width: '120px',
    wideOnly: true,
    cell: (event) => (
      <span className="truncate text-ink-2">
        <Time at={event.occurred} />
      </span>
    ),
  },
  {
    key: 'actor',
    title: 'Who',
    width: 'minmax(110px, 1fr)',
    wideOnly: true,
    cell: (event) => <span className="truncate">{event.actor.name}</span>,
  },
  {
    key: 'action',
    title: 'What',
    width: 'minmax(120px, 2fr)',
    cell: (event) => (
      <span className="flex min-w-0 flex-col">
        <span className="flex min-w-0 items-center gap-2">
          <span className="truncate font-medium sm:shrink-0">{actionText(event.action)}</span>
          {event.outcome === 'failure' && (
            <Badge tone="danger" icon="x">
              Refused
            </Badge>
          )}
          <span className="hidden truncate text-ink-3 md:inline">{event.target.name ?? ''}</span>
        </span>
        {/* the columns of their own are left out there */}
        <span className="flex min-w-0 gap-1.5 text-12 text-ink-3 md:hidden">
          <span className="truncate">{event.target.name ?? event.actor.name}</span>
          <span aria-hidden="true">·</span>
          <Time at={event.occurred} />
        </span>
      </span>
    ),
  },
  {
    key: 'ip',
    title: 'From',
    width: '120px',
    align: 'end',
    wideOnly: true,
    cell: (event) => <span className="truncate font-mono text-12 text-ink-3">{event.ip ?? '–'}</span>,
  },
];

/** Who did what, when and from where; nobody can change it unseen. */
export function AuditPage(): JSX.Element {
  const { account_id } = useAccount();
  const [range, setRange] = useState<DateRange>({ kind: 'last', hours: 24 * 7 });
  const [kind, setKind] = useState<string | undefined>();
  const [outcome, setOutcome] = useState<string | undefined>();
  const [shown, setShown] = useState<AuditEventOfWire | undefined>();
  const filterOf = (): AuditFilter => ({
    actionPrefix: kind,
    outcome: outcome === 'success' || outcome === 'failure' ? outcome : undefined,
    ...rangeTimes(range),
  });
  const query = useInfiniteQuery(auditQuery(account_id, { range, kind, outcome }, filterOf));
  const rows = query.data?.pages.flatMap((page) => page.events);
  return (
    <>
      <PageHeader
        title="Audit log"
        description="Every change of access, keys, roles and settings. Lines are chained: none can be changed unseen."
        actions={<AuditActions filterOf={filterOf} />}
      />
      <FilterBar>
        <Filter label="About" icon="filter" options={KINDS} value={kind} onChange={setKind} />
        <Filter label="Outcome" icon="filter" options={OUTCOMES} value={outcome} onChange={setOutcome} />
        <div className="sm:ml-auto">
          <DateRangePicker value={range} onChange={setRange} />
        </div>
      </FilterBar>
      {query.error && !rows ? (
        <Notice tone="danger">{messageOf(query.error)}</Notice>
      ) : !rows ? (
        <SkeletonRows rows={8} />
      ) : (
        <Table
          label="Audit log"
          rows={rows}
          columns={COLUMNS}
          rowKey={(event) => event.id}
          rowHeight={44}
          onRowClick={setShown}
          empty={
            <EmptyState icon="history" title="Nothing in this time">
              Choose a longer time, or take a filter away.
            </EmptyState>
          }
        />
      )}
      {query.hasNextPage && (
        <div className="flex justify-center pt-3">
          <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Show older
          </Button>
        </div>
      )}
      {shown && <AuditDrawer event={shown} onClose={() => setShown(undefined)} />}
    </>
  );
}

function AuditActions({ filterOf }: { filterOf: () => AuditFilter }): JSX.Element {
  const { account_id } = useAccount();
  const verify = useMutation({ mutationFn: () => verifyAudit(account_id) });
  const { data } = verify;
  return (
    <>
      {verify.error && <Badge tone="danger">{messageOf(verify.error)}</Badge>}
      {data?.valid && (
        <Badge tone="ok" icon="shieldCheck">
          {data.total} lines, all as written
        </Badge>
      )}
      {data && !data.valid && (
        <Badge tone="danger" icon="alert">
          Line {data.first_bad?.sequence} was {data.first_bad?.reason}
        </Badge>
      )}
      <Menu trigger={<Button icon="download">Export</Button>}>
        {(['csv', 'ndjson'] as const).map((format) => (
          <MenuItem key={format} asChild>
            <a href={auditExportUrl(account_id, format, filterOf())} download className={itemClass}>
              <Icon name="download" size={14} className="text-ink-3" />
              {format === 'csv' ? 'CSV' : 'NDJSON'}
            </a>
          </MenuItem>
        ))}
      </Menu>
      <Button icon="shieldCheck" busy={verify.isPending} onClick={() => verify.mutate()}>
        Verify
      </Button>
    </>
  );
}
