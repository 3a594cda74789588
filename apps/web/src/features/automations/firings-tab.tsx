import type { AutomationFiring as Firing, FiredAction } from '@orch/contract';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { FIRINGS_A_PAGE, firingsQuery } from '../../api/automations.ts';
import { Badge } from '../../ui/badge.tsx';
import { JsonView } from '../../ui/code.tsx';
import { Drawer } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import type { IconName } from '../../ui/icon.tsx';
import { Pagination } from '../../ui/pagination.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { exact } from '../../ui/time-text.ts';
import { QueryView } from '../inside/query-view.tsx';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { ACTION_KINDS } from './action-text.ts';

const LOOKS: Readonly<
  Record<FiredAction['status'], { label: string; tone: 'ok' | 'warn' | 'danger' | 'neutral'; icon: IconName }>
> = {
  executed: { label: 'Done', tone: 'ok', icon: 'check' },
  waiting: { label: 'Waiting', tone: 'neutral', icon: 'clock' },
  failed: { label: 'Trying again', tone: 'warn', icon: 'refresh' },
  dead: { label: 'Failed', tone: 'danger', icon: 'x' },
};

function Outcome({ status }: { status: FiredAction['status'] }): JSX.Element {
  const { label, tone, icon } = LOOKS[status];
  return (
    <Badge tone={tone} icon={icon}>
      {label}
    </Badge>
  );
}
const worst = (actions: readonly FiredAction[]): FiredAction['status'] | undefined =>
  (['dead', 'failed', 'waiting', 'executed'] as const).find((status) =>
    actions.some((one) => one.status === status),
  );
const labelsText = (firing: Firing): string => Object.values(firing.labels).join(', ');

const COLUMNS: readonly Column<Firing>[] = [
  {
    key: 'at',
    title: 'Fired',
    width: '120px',
    wideOnly: true,
    cell: (firing) => <Time at={firing.fired_at} />,
  },
  {
    key: 'event',
    title: 'Because of',
    width: 'minmax(140px, 1fr)',
    cell: (firing) => (
      <span className="flex min-w-0 flex-col gap-x-3 lg:flex-row lg:items-center">
        {typeof firing.triggering_event?.['event'] === 'string' ? (
          <span className="truncate font-mono text-12 lg:shrink-0">{firing.triggering_event['event']}</span>
        ) : (
          'Time that passed'
        )}
        {labelsText(firing) && (
          <span className="hidden truncate text-12 text-ink-3 md:block">{labelsText(firing)}</span>
        )}
        {/* the column of its own is left out there */}
        <span className="text-12 text-ink-3 md:hidden">
          <Time at={firing.fired_at} />
        </span>
      </span>
    ),
  },
  {
    key: 'actions',
    title: 'Actions',
    width: '112px',
    narrow: 'max-content',
    align: 'end',
    cell: (firing) => {
      const status = worst(firing.actions);
      return status ? <Outcome status={status} /> : <span>–</span>;
    },
  },
];

/** When it fired, and what came of it. */
export function FiringsTab({ id }: { readonly id: string }): JSX.Element {
  const { place } = useWorkspace();
  const [offset, setOffset] = useState(0);
  const [shown, setShown] = useState<Firing | undefined>();
  const query = useQuery({ ...firingsQuery(place, id, offset), placeholderData: keepPreviousData });
  return (
    <QueryView query={query}>
      {(rows) => (
        <>
          <Table
            label="Firings"
            rows={rows}
            columns={COLUMNS}
            rowKey={(one) => one.id}
            rowHeight={44}
            onRowClick={setShown}
            empty={
              <EmptyState icon="history" title="It has not fired yet">
                "What it sees" says what it counts, and why an event did not set it off.
              </EmptyState>
            }
          />
          <Pagination
            offset={offset}
            shown={rows.length}
            pageSize={FIRINGS_A_PAGE}
            hasMore={rows.length === FIRINGS_A_PAGE}
            onChange={setOffset}
          />
          {shown && <FiringDrawer firing={shown} onClose={() => setShown(undefined)} />}
        </>
      )}
    </QueryView>
  );
}

function FiringDrawer({ firing, onClose }: { firing: Firing; onClose: () => void }): JSX.Element {
  return (
    <Drawer wide open onOpenChange={onClose} title="Firing" description={exact(firing.fired_at)}>
      <div className="flex flex-col gap-5">
        <section>
          <h3 className="mb-1.5 text-12 font-medium text-ink-3">Actions</h3>
          <ol className="divide-y divide-line rounded-6 border border-line">
            {firing.actions.map((action) => (
              <li key={action.index} className="flex items-start gap-3 px-3 py-2.5">
                <span className="min-w-0 flex-1">
                  <span className="block font-medium">{ACTION_KINDS[action.type]?.label ?? action.type}</span>
                  {action.error && (
                    <span className="block text-12 break-words text-danger">{action.error}</span>
                  )}
                  <span className="block text-12 text-ink-3">
                    {action.attempts} {action.attempts === 1 ? 'attempt' : 'attempts'}
                    {action.executed_at && (
                      <>
                        {' · '}
                        <Time at={action.executed_at} />
                      </>
                    )}
                  </span>
                </span>
                <Outcome status={action.status} />
              </li>
            ))}
            {firing.actions.length === 0 && <li className="px-3 py-2.5 text-ink-3">None.</li>}
          </ol>
        </section>
        {firing.triggering_event && (
          <section>
            <h3 className="mb-1.5 text-12 font-medium text-ink-3">Event</h3>
            <JsonView value={firing.triggering_event} label="Event" />
          </section>
        )}
      </div>
    </Drawer>
  );
}
