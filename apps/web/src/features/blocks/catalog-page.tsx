import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import { type Ability, type BlockType, blockTypesQuery } from '../../api/blocks.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { matching } from '../../ui/option-list.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { Segments } from '../../ui/segments.tsx';
import { QueryView } from '../inside/query-view.tsx';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { BackToBlocks } from './block-links.tsx';
import { AbilityBadge, BlockSign } from './block-look.tsx';

const route = getRouteApi('/account/$account/workspace/$workspace/blocks/catalog');

type ListedType = BlockType & { readonly ability: Ability | undefined };
const GROUPS = [
  { value: 'all', label: 'All' },
  { value: 'notify', label: 'Notifications' },
  { value: 'store', label: 'Storage' },
  { value: 'credentials', label: 'Credentials' },
] as const;
type Group = (typeof GROUPS)[number]['value'];
const isIn = (type: ListedType, group: Group): boolean =>
  group === 'all' ||
  (group === 'credentials' ? /credentials|secret/.test(type.slug) : type.ability === group);

/** All types of block. */
export function CatalogPage(): JSX.Element {
  const { place } = useWorkspace();
  const [text, setText] = useState('');
  const [group, setGroup] = useState<Group>('all');
  return (
    <>
      <PageHeader
        above={<BackToBlocks />}
        title="New block"
        description="What do you want to connect? More types come with the libraries that workers register."
      />
      <FilterBar search={{ value: text, onChange: setText, label: 'Search types' }}>
        <div className="scroll-quiet max-w-full overflow-x-auto">
          <Segments label="Show" options={GROUPS} value={group} onChange={setGroup} />
        </div>
      </FilterBar>
      <QueryView query={useQuery(blockTypesQuery(place))} rows={8}>
        {(types) => {
          const shown = matching(
            types.filter((type) => isIn(type, group)),
            (type) => `${type.name} ${type.slug} ${type.description ?? ''}`,
            text,
          );
          if (shown.length === 0) return <EmptyState icon="search" title="No type fits" />;
          return (
            <ul aria-label="Types of block" className="grid grid-cols-1 gap-2 sm:grid-cols-2 lg:grid-cols-3">
              {shown.map((type) => (
                <TypeCard key={type.id} type={type} />
              ))}
            </ul>
          );
        }}
      </QueryView>
    </>
  );
}

function TypeCard({ type }: { type: ListedType }): JSX.Element {
  const params = route.useParams();
  return (
    <li className="flex">
      <Link
        to="/account/$account/workspace/$workspace/blocks/catalog/$slug/create"
        params={{ ...params, slug: type.slug }}
        className="flex w-full min-w-0 items-center gap-3 rounded-8 border border-line bg-surface p-3 shadow-0 transition-colors hover:border-line-strong hover:bg-hover"
      >
        <BlockSign slug={type.slug} name={type.name} size={40} />
        <span className="min-w-0 flex-1">
          <span className="block truncate text-13 font-medium">{type.name}</span>
          <span className="block truncate font-mono text-12 text-ink-3">{type.slug}</span>
        </span>
        <AbilityBadge ability={type.ability} />
      </Link>
    </li>
  );
}
