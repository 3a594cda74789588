import type { JSX } from 'react';
import { IconButton } from './button.tsx';

const grouped = new Intl.NumberFormat('en');

/** Steps through a list whose length may not be known: `hasMore` says whether there is a next page. */
export function Pagination(props: {
  readonly offset: number;
  readonly shown: number;
  readonly pageSize: number;
  readonly hasMore: boolean;
  readonly total?: number | undefined;
  readonly onChange: (offset: number) => void;
}): JSX.Element | null {
  const { offset, shown, pageSize, hasMore, total, onChange } = props;
  if (offset === 0 && !hasMore) return null;
  const range = `${grouped.format(offset + 1)}–${grouped.format(offset + shown)}`;
  return (
    <nav aria-label="Pages" className="flex items-center justify-end gap-1 pt-3">
      <p className="num mr-2 text-12 text-ink-3">
        {shown === 0 ? 'Nothing more' : range}
        {total !== undefined && ` of ${grouped.format(total)}`}
      </p>
      <IconButton
        icon="chevronLeft"
        label="Previous page"
        kind="secondary"
        size="small"
        disabled={offset === 0}
        onClick={() => onChange(Math.max(0, offset - pageSize))}
      />
      <IconButton
        icon="chevronRight"
        label="Next page"
        kind="secondary"
        size="small"
        disabled={!hasMore}
        onClick={() => onChange(offset + pageSize)}
      />
    </nav>
  );
}
