import type { UseQueryResult } from '@tanstack/react-query';
import type { JSX, ReactNode } from 'react';
import { ApiError } from '../../api/api-error.ts';
import type { BlockDocument } from '../../api/blocks.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useTitle } from '../../ui/page-header.tsx';
import { QueryView } from '../inside/query-view.tsx';
import { BackToBlocks } from './block-links.tsx';

/** A page about one block; also when it was deleted while somebody looked. */
export function BlockView(props: {
  readonly query: UseQueryResult<BlockDocument>;
  readonly children: (block: BlockDocument) => ReactNode;
}): JSX.Element {
  const { query, children } = props;
  if (query.error instanceof ApiError && query.error.status === 404) return <Gone />;
  return (
    <QueryView query={query} rows={6}>
      {children}
    </QueryView>
  );
}

function Gone(): JSX.Element {
  useTitle('Not found');
  return (
    <>
      <h1 className="sr-only">Not found</h1>
      <EmptyState icon="search" title="This block is not here" action={<BackToBlocks />}>
        It was deleted, or you have no access to it.
      </EmptyState>
    </>
  );
}
