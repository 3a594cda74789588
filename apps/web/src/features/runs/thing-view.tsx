import type { UseQueryResult } from '@tanstack/react-query';
import type { ComponentProps, JSX, ReactNode } from 'react';
import { ApiError } from '../../api/api-error.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useTitle } from '../../ui/page-header.tsx';
import { QueryView } from '../inside/query-view.tsx';
import { BackTo } from './place-link.tsx';

interface ThingViewProps<T> {
  readonly query: UseQueryResult<T>;
  /** As people call it: "run", "deployment". */
  readonly what: string;
  /** The list that it would be in. */
  readonly list: ComponentProps<typeof BackTo>['to'];
  readonly children: (data: T) => ReactNode;
}

/** A page about one thing; also when it was deleted while somebody looked. */
export function ThingView<T>({ query, what, list, children }: ThingViewProps<T>): JSX.Element {
  if (query.error instanceof ApiError && query.error.status === 404) return <Gone what={what} list={list} />;
  return (
    <QueryView query={query} rows={6}>
      {children}
    </QueryView>
  );
}

function Gone({ what, list }: Pick<ThingViewProps<unknown>, 'what' | 'list'>): JSX.Element {
  useTitle('Not found');
  return (
    <>
      <h1 className="sr-only">Not found</h1>
      <EmptyState
        icon="search"
        title={`This ${what} is not here`}
        action={<BackTo to={list}>See all {list.replace('-', ' ')}</BackTo>}
      >
        It was deleted, or you have no access to it.
      </EmptyState>
    </>
  );
}
