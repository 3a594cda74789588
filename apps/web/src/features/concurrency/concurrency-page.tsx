import { useQuery } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { type GlobalLimit, limits, limitsKey, limitsQuery } from '../../api/concurrency.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Switch } from '../../ui/choice.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { QueryView } from '../inside/query-view.tsx';
import { useAction } from '../inside/use-action.ts';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { LimitFormDialog } from './limit-form-dialog.tsx';

function Slots({ limit }: { limit: GlobalLimit }): JSX.Element {
  const part = limit.limit === 0 ? 100 : Math.min(100, (limit.active_slots / limit.limit) * 100);
  return (
    <span className="flex w-full min-w-0 items-center gap-3">
      <span
        aria-hidden="true"
        className="hidden h-1.5 flex-1 overflow-hidden rounded-full bg-active sm:block"
      >
        <span style={{ width: `${part}%` }} className="block h-full rounded-full bg-accent" />
      </span>
      <span className="num text-ink-2">
        {limit.active_slots} of {limit.limit}
      </span>
    </span>
  );
}

const columnsOf = (change: (limit: GlobalLimit) => void): readonly Column<GlobalLimit>[] => [
  {
    key: 'name',
    title: 'Limit',
    width: 'minmax(120px, 1fr)',
    cell: (limit) => <span className="truncate font-mono text-12 font-medium">{limit.name}</span>,
  },
  {
    key: 'slots',
    title: 'Slots in use',
    width: 'minmax(90px, 320px)',
    narrow: '72px',
    cell: (limit) => <Slots limit={limit} />,
  },
  {
    key: 'decay',
    title: 'Freed each second',
    width: '168px',
    align: 'end',
    wideOnly: true,
    cell: (limit) => <span className="text-ink-2">{limit.slot_decay_per_second || '–'}</span>,
  },
  {
    key: 'active',
    title: 'On',
    width: '72px',
    narrow: '40px',
    align: 'end',
    cell: (limit) => <Active limit={limit} />,
  },
  {
    key: 'actions',
    title: 'Actions',
    hideTitle: true,
    width: '32px',
    align: 'end',
    cell: (limit) => <LimitMenu limit={limit} change={change} />,
  },
];

function Active({ limit }: { limit: GlobalLimit }): JSX.Element {
  const { place } = useWorkspace();
  const toggle = useAction({
    run: (active: boolean) => limits.change(place, limit.id, { active }),
    refresh: [limitsKey(place)],
    done: (_, active) => (active ? 'Limit is on' : 'Limit is off'),
  });
  return (
    <Switch
      bare
      label={`${limit.name} on`}
      checked={limit.active}
      disabled={toggle.isPending}
      onChange={(active) => toggle.mutate(active)}
    />
  );
}

function LimitMenu({
  limit,
  change,
}: {
  limit: GlobalLimit;
  change: (limit: GlobalLimit) => void;
}): JSX.Element {
  const { place } = useWorkspace();
  const [asked, setAsked] = useState<'free' | 'delete' | undefined>();
  const refresh = [limitsKey(place)];
  const free = useAction({
    run: () => limits.change(place, limit.id, { active_slots: 0 }),
    refresh,
    done: 'All slots are free',
  });
  const remove = useAction({ run: () => limits.remove(place, limit.id), refresh, done: 'Limit deleted' });
  return (
    <>
      <Menu trigger={<IconButton icon="dots" size="small" label={`Actions on ${limit.name}`} />}>
        <MenuItem icon="pencil" onSelect={() => change(limit)}>
          Change…
        </MenuItem>
        <MenuItem icon="refresh" disabled={limit.active_slots === 0} onSelect={() => setAsked('free')}>
          Free all slots
        </MenuItem>
        <MenuLine />
        <MenuItem icon="trash" danger onSelect={() => setAsked('delete')}>
          Delete
        </MenuItem>
      </Menu>
      <Confirm
        open={asked === 'free'}
        onOpenChange={() => setAsked(undefined)}
        title={`Free all slots of ${limit.name}?`}
        action="Free slots"
        onConfirm={() => free.mutateAsync()}
      >
        What holds a slot goes on, so for a while more may run than the limit says.
      </Confirm>
      <Confirm
        open={asked === 'delete'}
        onOpenChange={() => setAsked(undefined)}
        title={`Delete ${limit.name}?`}
        action="Delete limit"
        onConfirm={() => remove.mutateAsync()}
      >
        Flows and tasks that name it are limited no more.
      </Confirm>
    </>
  );
}

/** How much may happen at the same time, over all runs of the workspace. */
export function ConcurrencyPage(): JSX.Element {
  const { place } = useWorkspace();
  const [shown, setShown] = useState<GlobalLimit | 'new' | undefined>();
  return (
    <>
      <PageHeader
        title="Concurrency"
        description="Limits that flows and tasks share, over all machines."
        actions={
          <Button kind="primary" icon="plus" onClick={() => setShown('new')}>
            New limit
          </Button>
        }
      />
      <QueryView query={useQuery(limitsQuery(place, 0))} rows={5}>
        {(rows) => (
          <Table
            label="Limits"
            rows={rows}
            columns={columnsOf(setShown)}
            rowKey={(limit) => limit.id}
            rowHeight={44}
            empty={
              <EmptyState icon="gauge" title="No limits yet" command="prefect gcl create database --limit 5">
                A limit keeps databases and services from being asked by too many runs at once.
              </EmptyState>
            }
          />
        )}
      </QueryView>
      {shown && (
        <LimitFormDialog limit={shown === 'new' ? undefined : shown} onClose={() => setShown(undefined)} />
      )}
    </>
  );
}
