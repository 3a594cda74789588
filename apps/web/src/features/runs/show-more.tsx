import type { JSX } from 'react';
import { Button } from '../../ui/button.tsx';

/** Brings the next page of a list, while there is one. */
export function ShowMore(props: {
  readonly query: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly fetchNextPage: () => Promise<unknown>;
  };
  readonly label?: string;
}): JSX.Element | null {
  const { query, label = 'Show more' } = props;
  if (!query.hasNextPage) return null;
  return (
    <div className="flex justify-center pt-3">
      <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
        {label}
      </Button>
    </div>
  );
}
