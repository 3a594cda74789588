import type { ReceivedEventResponse } from '@orch/contract';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import { messageOf } from '../../api/api-error.ts';
import { eventsKey, eventsQuery } from '../../api/events.ts';
import { useLive } from '../../api/live.ts';
import { Button } from '../../ui/button.tsx';
import { type DateRange, DateRangePicker, rangeTimes } from '../../ui/date-range.tsx';
import { Drawer } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Filter, FilterBar } from '../../ui/filter-bar.tsx';
import { cx } from '../../ui/class-names.ts';
import { Notice } from '../../ui/notice.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { lookOf } from '../../ui/state-badge.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { exact } from '../../ui/time-text.ts';
import { useTypedName } from '../runs/use-typed-name.ts';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { EventDetails } from './event-details.tsx';

const route = getRouteApi('/account/$account/workspace/$workspace/events');
const KINDS = [
  ['prefect.flow-run.', 'Flow runs'],
  ['prefect.task-run.', 'Task runs'],
  ['prefect.deployment.', 'Deployments'],
  ['prefect.work-pool.', 'Work pools'],
  ['prefect.work-queue.', 'Work queues'],
  ['prefect.worker.', 'Workers'],
  ['prefect.automation.', 'Automations'],
].map(([value = '', label = '']) => ({ value, label }));

const nameOf = (event: ReceivedEventResponse): string =>
  event.resource['prefect.resource.name'] ?? event.resource['prefect.resource.id'] ?? '';

/** The colour of the state that a run came into; other events have none. */
function toneOf(name: string): string {
  const state = /^prefect\.(?:flow|task)-run\.(\w+)$/.exec(name)?.[1];
  return state ? lookOf(state).fill : 'bg-line-strong';
}

const COLUMNS: readonly Column<ReceivedEventResponse>[] = [
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
    key: 'event',
    title: 'Event',
    width: 'minmax(140px, 1fr)',
    cell: (event) => (
      <span className="flex min-w-0 items-center gap-2.5">
        <span className={cx('size-2 shrink-0 rounded-full', toneOf(event.event))} />
        <span className="flex min-w-0 flex-col">
          <span className="truncate font-mono text-12 font-medium">{event.event}</span>
          {/* the columns of their own are left out there */}
          <span className="flex min-w-0 gap-1.5 text-12 text-ink-3 md:hidden">
            <span className="truncate">{nameOf(event)}</span>
            <span aria-hidden="true">·</span>
            <Time at={event.occurred} />
          </span>
        </span>
      </span>
    ),
  },
  {
    key: 'resource',
    title: 'About',
    width: 'minmax(120px, 1fr)',
    wideOnly: true,
    cell: (event) => <span className="truncate text-ink-2">{nameOf(event)}</span>,
  },
];

/** Everything that happens in the workspace, as it happens. */
export function EventsPage(): JSX.Element {
  const { place } = useWorkspace();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [range, setRange] = useState<DateRange>({ kind: 'last', hours: 24 });
  const [shown, setShown] = useState<ReceivedEventResponse | undefined>();
  const change = (next: { kind?: string | undefined; resource?: string | undefined }): void =>
    void navigate({
      to: '.',
      search: Object.fromEntries(Object.entries({ ...search, ...next }).filter(([, value]) => value)),
      replace: true,
    });
  const [typed, setTyped] = useTypedName(search.resource ?? '', (resource) => change({ resource }));
  const query = useInfiniteQuery({
    ...eventsQuery(
      place,
      { ...search, range },
      { prefix: search.kind, resource: search.resource ?? '' },
      () => rangeTimes(range),
    ),
    placeholderData: keepPreviousData,
  });
  useLive({
    place,
    prefixes: [search.kind ?? ''],
    refresh: [eventsKey(place)],
    enabled: range.kind === 'last',
  });
  const rows = query.data?.pages.flatMap((page) => page.events);
  return (
    <>
      <PageHeader title="Events" description="Everything that happens in the workspace, as it happens." />
      <FilterBar search={{ value: typed, onChange: setTyped, label: 'Resource begins with' }}>
        <Filter
          label="About"
          icon="filter"
          options={KINDS}
          value={search.kind}
          onChange={(kind) => change({ kind })}
        />
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
          label="Events"
          rows={rows}
          columns={COLUMNS}
          rowKey={(event) => event.id}
          rowHeight={44}
          onRowClick={setShown}
          empty={
            <EmptyState
              icon="bolt"
              title="Nothing happened in this time"
              command="prefect event emit order.paid --resource-id shop.order.42"
            >
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
      {shown && (
        <Drawer
          wide
          open
          onOpenChange={() => setShown(undefined)}
          title={shown.event}
          description={exact(shown.occurred)}
        >
          <EventDetails event={shown} />
        </Drawer>
      )}
    </>
  );
}
