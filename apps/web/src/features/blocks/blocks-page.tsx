import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import { type BlockDocument, blocks, BLOCKS_A_PAGE, blocksKey, blocksQuery } from '../../api/blocks.ts';
import { Badge } from '../../ui/badge.tsx';
import { IconButton } from '../../ui/button.tsx';
import { Code, JsonView } from '../../ui/code.tsx';
import { Confirm, Drawer } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Pagination } from '../../ui/pagination.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { QueryView } from '../inside/query-view.tsx';
import { useAction } from '../inside/use-action.ts';
import { useTypedName } from '../runs/use-typed-name.ts';
import { useWorkspace } from '../workspace/workspace-shell.tsx';

const route = getRouteApi('/account/$account/workspace/$workspace/blocks');

const columnsOf = (remove: (block: BlockDocument) => void): readonly Column<BlockDocument>[] => [
  {
    key: 'name',
    title: 'Block',
    width: 'minmax(120px, 2fr)',
    cell: (block) => <span className="truncate font-medium">{block.name}</span>,
  },
  {
    key: 'type',
    title: 'Type',
    width: 'minmax(100px, 1fr)',
    cell: (block) => <Badge>{block.block_type_name ?? '–'}</Badge>,
  },
  {
    key: 'updated',
    title: 'Changed',
    width: '120px',
    align: 'end',
    wideOnly: true,
    cell: (block) => (
      <span className="text-ink-2">
        <Time at={block.updated} />
      </span>
    ),
  },
  {
    key: 'actions',
    title: 'Actions',
    hideTitle: true,
    width: '32px',
    align: 'end',
    cell: (block) => (
      <IconButton
        icon="trash"
        size="small"
        label={`Delete ${block.name ?? ''}`}
        onClick={() => remove(block)}
      />
    ),
  },
];

/** Settings and secrets that flows load by name. */
export function BlocksPage(): JSX.Element {
  const { place } = useWorkspace();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const offset = Number(search.offset) || 0;
  const [name, setName] = useTypedName(
    search.name ?? '',
    (next) => void navigate({ to: '.', search: next ? { name: next } : {}, replace: true }),
  );
  const [shown, setShown] = useState<BlockDocument | undefined>();
  const [removed, setRemoved] = useState<BlockDocument | undefined>();
  const remove = useAction({
    run: (block: BlockDocument) => blocks.remove(place, block.id),
    refresh: [blocksKey(place)],
    done: 'Block deleted',
  });
  const query = useQuery({
    ...blocksQuery(place, search.name ?? '', offset),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <PageHeader title="Blocks" description="Settings and secrets that flows load by name." />
      <FilterBar search={{ value: name, onChange: setName, label: 'Search blocks' }} />
      <QueryView query={query} rows={6}>
        {(rows) => (
          <>
            <Table
              label="Blocks"
              rows={rows}
              columns={columnsOf(setRemoved)}
              rowKey={(block) => block.id}
              rowHeight={44}
              onRowClick={setShown}
              empty={
                search.name ? (
                  <EmptyState icon="search" title="No block has this name" />
                ) : (
                  <EmptyState icon="blocks" title="No blocks yet" command="prefect block create secret">
                    A block keeps credentials and settings outside of the code.
                  </EmptyState>
                )
              }
            />
            <Pagination
              offset={offset}
              shown={rows.length}
              pageSize={BLOCKS_A_PAGE}
              hasMore={rows.length === BLOCKS_A_PAGE}
              onChange={(next) => void navigate({ to: '.', search: { ...search, offset: String(next) } })}
            />
          </>
        )}
      </QueryView>
      {shown && <BlockDrawer block={shown} onClose={() => setShown(undefined)} />}
      {removed && (
        <Confirm
          open
          onOpenChange={() => setRemoved(undefined)}
          title={`Delete ${removed.name ?? 'this block'}?`}
          action="Delete block"
          onConfirm={() => remove.mutateAsync(removed)}
        >
          Flows and deployments that load it fail from now on.
        </Confirm>
      )}
    </>
  );
}

function BlockDrawer({ block, onClose }: { block: BlockDocument; onClose: () => void }): JSX.Element {
  const slug = block.block_type?.slug ?? '';
  return (
    <Drawer
      wide
      open
      onOpenChange={onClose}
      title={block.name ?? 'Block'}
      description={`${block.block_type_name ?? slug}. Secrets are never shown.`}
    >
      <div className="flex flex-col gap-5">
        <section>
          <h3 className="mb-1.5 text-12 font-medium text-ink-3">Values</h3>
          <JsonView value={block.data} label="Values" />
        </section>
        <section>
          <h3 className="mb-1.5 text-12 font-medium text-ink-3">In a flow</h3>
          <Code
            label="Copy code"
            text={`from prefect.blocks.core import Block\n\nblock = Block.load(${JSON.stringify(`${slug}/${block.name ?? ''}`)})`}
          />
        </section>
      </div>
    </Drawer>
  );
}
