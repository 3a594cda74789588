import type { VariableResponse } from '@orch/contract';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import { variables, VARIABLES_A_PAGE, variablesKey, variablesQuery } from '../../api/variables.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import type { Column } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { ListView, useListSearch } from '../inside/list-view.tsx';
import { useAction } from '../inside/use-action.ts';
import { TagList } from '../runs/tag-list.tsx';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { VariableDialog } from './variable-dialog.tsx';

const route = getRouteApi('/account/$account/workspace/$workspace/variables');

const columnsOf = (remove: (one: VariableResponse) => void): readonly Column<VariableResponse>[] => [
  {
    key: 'name',
    title: 'Name',
    width: 'minmax(120px, 1fr)',
    narrow: 'minmax(0, 1.4fr)',
    cell: (one) => <span className="truncate font-mono text-12 font-medium">{one.name}</span>,
  },
  {
    key: 'value',
    title: 'Value',
    width: 'minmax(120px, 2fr)',
    narrow: 'minmax(0, 1fr)',
    cell: (one) => <span className="truncate font-mono text-12 text-ink-2">{JSON.stringify(one.value)}</span>,
  },
  {
    key: 'tags',
    title: 'Tags',
    width: 'minmax(80px, 1fr)',
    wideOnly: true,
    cell: (one) => <TagList tags={one.tags} />,
  },
  {
    key: 'updated',
    title: 'Changed',
    width: '120px',
    align: 'end',
    wideOnly: true,
    cell: (one) => (
      <span className="text-ink-2">
        <Time at={one.updated} />
      </span>
    ),
  },
  {
    key: 'actions',
    title: 'Actions',
    hideTitle: true,
    width: '32px',
    align: 'end',
    cell: (one) => (
      <IconButton icon="trash" size="small" label={`Delete ${one.name}`} onClick={() => remove(one)} />
    ),
  },
];

/** Values that flows read at run time. */
export function VariablesPage(): JSX.Element {
  const { place } = useWorkspace();
  const navigate = route.useNavigate();
  const list = useListSearch(
    route.useSearch(),
    (search, replace) => void navigate({ to: '.', search, replace }),
  );
  const [shown, setShown] = useState<VariableResponse | 'new' | undefined>();
  const [removed, setRemoved] = useState<VariableResponse | undefined>();
  const remove = useAction({
    run: (one: VariableResponse) => variables.remove(place, one.id),
    refresh: [variablesKey(place)],
    done: 'Variable deleted',
  });
  const query = useQuery({
    ...variablesQuery(place, list.name, list.offset),
    placeholderData: keepPreviousData,
  });
  const add = (
    <Button kind="primary" icon="plus" onClick={() => setShown('new')}>
      New variable
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Variables"
        description="Values that flows read at run time. For secrets, use blocks."
        actions={add}
      />
      <ListView
        label="Variables"
        searchLabel="Search variables"
        query={query}
        list={list}
        pageSize={VARIABLES_A_PAGE}
        columns={columnsOf(setRemoved)}
        rowKey={(one) => one.id}
        rowHeight={44}
        onRowClick={setShown}
        notFound={<EmptyState icon="search" title="No variable has this name" />}
        empty={
          <EmptyState
            icon="variable"
            title="No variables yet"
            command="prefect variable set alert_threshold 0.95"
          >
            A variable can be a text, a number or any JSON.
          </EmptyState>
        }
      />
      {shown && (
        <VariableDialog variable={shown === 'new' ? undefined : shown} onClose={() => setShown(undefined)} />
      )}
      {removed && (
        <Confirm
          open
          onOpenChange={() => setRemoved(undefined)}
          title={`Delete ${removed.name}?`}
          action="Delete variable"
          onConfirm={() => remove.mutateAsync(removed)}
        >
          Flows that read it will not find it any more.
        </Confirm>
      )}
    </>
  );
}
