import type { UseQueryResult } from '@tanstack/react-query';
import type { JSX, ReactNode } from 'react';
import { ApiError, messageOf } from '../../api/api-error.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Notice } from '../../ui/notice.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';

/** What was asked for, or its place while it comes, or why it does not. */
export function QueryView<T>(props: {
  readonly query: UseQueryResult<T>;
  readonly rows?: number;
  /** Its place, where rows are not what comes. */
  readonly loading?: ReactNode;
  readonly children: (data: T) => ReactNode;
}): JSX.Element {
  const { query, rows = 4, loading, children } = props;
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isPending) return <>{loading ?? <SkeletonRows rows={rows} />}</>;
  if (query.error instanceof ApiError && query.error.status === 403) {
    return (
      <EmptyState icon="lock" title="No access">
        Your role does not allow you to see this. Ask an owner of the account.
      </EmptyState>
    );
  }
  return (
    <Notice
      tone="danger"
      actions={
        <Button size="small" onClick={() => void query.refetch()}>
          Try again
        </Button>
      }
    >
      {messageOf(query.error)}
    </Notice>
  );
}
