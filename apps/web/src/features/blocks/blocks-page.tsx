import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import { type BlockDocument, BLOCKS_A_PAGE, blocksQuery, blockTypesQuery } from '../../api/blocks.ts';
import { buttonClass } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Filter } from '../../ui/filter-bar.tsx';
import { Icon } from '../../ui/icon.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import type { Column } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { ListView, useListSearch } from '../inside/list-view.tsx';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { BlockLink } from '../runs/place-link.tsx';
import { useOpenBlock } from './block-links.tsx';
import { BlockSign } from './block-look.tsx';

const route = getRouteApi('/account/$account/workspace/$workspace/blocks');

const COLUMNS: readonly Column<BlockDocument>[] = [
  {
    key: 'name',
    title: 'Block',
    width: 'minmax(160px, 2fr)',
    cell: (block) => (
      <span className="flex min-w-0 items-center gap-3 py-2">
        <BlockSign slug={block.block_type?.slug ?? ''} name={block.block_type_name ?? ''} />
        <span className="flex min-w-0 flex-col">
          <BlockLink id={block.id} className="font-medium">
            {block.name}
          </BlockLink>
          <span className="truncate text-12 text-ink-3">{block.block_type_name}</span>
        </span>
      </span>
    ),
  },
  {
    key: 'load',
    title: 'Loaded as',
    width: 'minmax(140px, 1fr)',
    wideOnly: true,
    cell: (block) => (
      <span className="truncate font-mono text-12 text-ink-2">
        {block.block_type?.slug}/{block.name}
      </span>
    ),
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
];

/** Settings and secrets that flows load by name. */
export function BlocksPage(): JSX.Element {
  const { place } = useWorkspace();
  const open = useOpenBlock();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const list = useListSearch(search, (next, replace) => void navigate({ to: '.', search: next, replace }));
  const { data: types = [] } = useQuery(blockTypesQuery(place));
  const type = types.find(({ slug }) => slug === search.type);
  const query = useQuery({
    ...blocksQuery(place, list.name, list.offset, type?.id),
    placeholderData: keepPreviousData,
  });
  const add = <CatalogLink />;
  return (
    <>
      <PageHeader title="Blocks" description="Settings and secrets that flows load by name." actions={add} />
      <ListView
        label="Blocks"
        searchLabel="Search blocks"
        query={query}
        list={list}
        pageSize={BLOCKS_A_PAGE}
        columns={COLUMNS}
        rowKey={(block) => block.id}
        rowHeight={56}
        onRowClick={(block) => open.one(block.id)}
        onReset={search.type ? () => void navigate({ to: '.', search: {} }) : undefined}
        filters={
          <Filter
            label="Type"
            options={types.map(({ slug, name }) => ({ value: slug, label: name }))}
            value={search.type}
            onChange={(next) => void navigate({ to: '.', search: next ? { type: next } : {} })}
          />
        }
        notFound={<EmptyState icon="search" title="No block fits" />}
        empty={
          <EmptyState icon="blocks" title="No blocks yet" action={add}>
            A block keeps credentials and settings outside of the code; flows load it by its name.
          </EmptyState>
        }
      />
    </>
  );
}

function CatalogLink(): JSX.Element {
  const params = route.useParams();
  return (
    <Link
      to="/account/$account/workspace/$workspace/blocks/catalog"
      params={params}
      className={buttonClass('primary')}
    >
      <Icon name="plus" size={14} className="-ml-0.5" />
      New block
    </Link>
  );
}
