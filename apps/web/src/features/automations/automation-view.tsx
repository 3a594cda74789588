import type { UseQueryResult } from '@tanstack/react-query';
import type { JSX, ReactNode } from 'react';
import { ApiError } from '../../api/api-error.ts';
import type { Automation } from '../../api/automations.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useTitle } from '../../ui/page-header.tsx';
import { QueryView } from '../inside/query-view.tsx';
import { BackToAutomations } from './automation-links.tsx';

/** A page about one automation; also when it was deleted while somebody looked. */
export function AutomationView(props: {
  readonly query: UseQueryResult<Automation>;
  readonly children: (automation: Automation) => ReactNode;
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
      <EmptyState icon="search" title="This automation is not here" action={<BackToAutomations />}>
        It was deleted, or you have no access to it.
      </EmptyState>
    </>
  );
}
