import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import {
  type Automation,
  automations,
  AUTOMATIONS_A_PAGE,
  automationsKey,
  automationsQuery,
  lastFiringsQuery,
} from '../../api/automations.ts';
import { useLive } from '../../api/live.ts';
import { buttonClass, IconButton } from '../../ui/button.tsx';
import { Switch } from '../../ui/choice.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Pagination } from '../../ui/pagination.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { QueryView } from '../inside/query-view.tsx';
import { useAction } from '../inside/use-action.ts';
import { TagList } from '../runs/tag-list.tsx';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { automationPhrase } from './action-text.ts';
import { AutomationLink } from '../runs/place-link.tsx';
import { useOpenAutomation } from './automation-links.tsx';
import { PhraseView } from './phrase-view.tsx';
import { kindsIn, useThings } from './use-things.ts';

const route = getRouteApi('/account/$account/workspace/$workspace/automations');

/** What happens by itself. */
export function AutomationsPage(): JSX.Element {
  const { place } = useWorkspace();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const open = useOpenAutomation();
  const offset = Number(search.offset) || 0;
  const query = useQuery({ ...automationsQuery(place, offset), placeholderData: keepPreviousData });
  const columns = useColumns(query.data ?? []);
  useLive({ place, prefixes: ['prefect.automation.'], refresh: [automationsKey(place)] });
  return (
    <>
      <PageHeader
        title="Automations"
        description="What happens by itself when something happens, or fails to."
        actions={
          <>
            <FailuresLink />
            <NewLink />
          </>
        }
      />
      <QueryView query={query} rows={6}>
        {(rows) => (
          <>
            <Table
              label="Automations"
              rows={rows}
              columns={columns.list}
              rowKey={(one) => one.id}
              rowHeight={64}
              onRowClick={(one) => open.one(one.id)}
              empty={
                <EmptyState icon="bell" title="No automations yet" action={<NewLink />}>
                  Hear of failures before others do, start the next flow when one completes, or pause what
                  goes wrong.
                </EmptyState>
              }
            />
            <Pagination
              offset={offset}
              shown={rows.length}
              pageSize={AUTOMATIONS_A_PAGE}
              hasMore={rows.length === AUTOMATIONS_A_PAGE}
              onChange={(next) => void navigate({ to: '.', search: { offset: String(next) } })}
            />
          </>
        )}
      </QueryView>
      {columns.dialog}
    </>
  );
}

function useColumns(rows: readonly Automation[]): {
  list: readonly Column<Automation>[];
  dialog: JSX.Element | null;
} {
  const { place } = useWorkspace();
  const open = useOpenAutomation();
  const things = useThings(place, kindsIn(rows));
  const { data: last } = useQuery(lastFiringsQuery(place, rows));
  const [removed, setRemoved] = useState<Automation | undefined>();
  const refresh = [automationsKey(place)];
  const enable = useAction({
    run: ({ id, on }: { id: string; on: boolean }) => automations.enable(place, id, on),
    refresh,
    done: (_, { on }) => (on ? 'Automation is on' : 'Automation is paused'),
  });
  const remove = useAction({
    run: (one: Automation) => automations.remove(place, one.id),
    refresh,
    done: 'Automation deleted',
  });
  const list: Column<Automation>[] = [
    {
      key: 'enabled',
      title: 'On',
      hideTitle: true,
      width: '32px',
      cell: (one) => (
        <Switch
          bare
          label={`${one.name} on`}
          checked={one.enabled}
          disabled={enable.isPending && enable.variables.id === one.id}
          onChange={(on) => enable.mutate({ id: one.id, on })}
        />
      ),
    },
    {
      key: 'name',
      title: 'Automation',
      width: 'minmax(160px, 1fr)',
      cell: (one) => (
        <span className="flex min-w-0 flex-col py-2.5">
          <span className="flex min-w-0 items-center gap-2">
            <AutomationLink id={one.id} className="font-medium">
              {one.name}
            </AutomationLink>
            <TagList tags={one.tags} />
          </span>
          <span className="line-clamp-2 text-12 text-ink-3 [&_strong]:text-ink-2">
            <PhraseView phrase={automationPhrase(one, things.nameOf)} />
          </span>
        </span>
      ),
    },
    {
      key: 'fired',
      title: 'Last fired',
      width: '112px',
      align: 'end',
      wideOnly: true,
      cell: (one) => (
        <span className="text-ink-2">{last ? <Time at={last.get(one.id)} never="Not lately" /> : '…'}</span>
      ),
    },
    {
      key: 'actions',
      title: 'Actions',
      hideTitle: true,
      width: '32px',
      align: 'end',
      cell: (one) => (
        <Menu trigger={<IconButton icon="dots" size="small" label={`Actions on ${one.name}`} />}>
          <MenuItem icon="pencil" onSelect={() => open.edit(one.id)}>
            Edit
          </MenuItem>
          <MenuItem icon="copy" onSelect={() => open.create({ from: one.id })}>
            Duplicate
          </MenuItem>
          <MenuLine />
          <MenuItem icon="trash" danger onSelect={() => setRemoved(one)}>
            Delete
          </MenuItem>
        </Menu>
      ),
    },
  ];
  const dialog = removed ? (
    <Confirm
      open
      onOpenChange={() => setRemoved(undefined)}
      title={`Delete ${removed.name}?`}
      action="Delete automation"
      onConfirm={() => remove.mutateAsync(removed)}
    >
      It does not fire any more. What it has done stays done.
    </Confirm>
  ) : null;
  return { list, dialog };
}

function NewLink(): JSX.Element {
  return (
    <Link
      from="/account/$account/workspace/$workspace/automations"
      to="/account/$account/workspace/$workspace/automations/create"
      params={route.useParams()}
      className={buttonClass('primary')}
    >
      <Icon name="plus" size={14} className="-ml-0.5" />
      <span className="max-sm:hidden">New automation</span>
      <span className="sm:hidden">New</span>
    </Link>
  );
}

function FailuresLink(): JSX.Element {
  return (
    <Link
      to="/account/$account/workspace/$workspace/automations/failures"
      params={route.useParams()}
      className={buttonClass()}
    >
      <span className="max-sm:hidden">Failed actions</span>
      {/* beside the title on a phone there is room for one word each */}
      <span className="sm:hidden">Failures</span>
    </Link>
  );
}
