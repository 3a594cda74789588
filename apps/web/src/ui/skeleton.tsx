import type { JSX } from 'react';
import { cx } from './class-names.ts';

/** The place of something that is on its way. */
export function Skeleton({ className }: { readonly className?: string }): JSX.Element {
  return <span aria-hidden="true" className={cx('block animate-breathe rounded-4 bg-active', className)} />;
}

/** The place of a list: rows of uneven length, so that it does not look like content. */
export function SkeletonRows({ rows = 5 }: { readonly rows?: number }): JSX.Element {
  return (
    <div
      role="status"
      aria-label="Loading"
      className="divide-y divide-line rounded-8 border border-line bg-surface"
    >
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex h-12 items-center gap-4 px-4">
          <Skeleton className={cx('h-3', ['w-40', 'w-56', 'w-32', 'w-48'][row % 4])} />
          <Skeleton className="ml-auto h-3 w-20" />
        </div>
      ))}
    </div>
  );
}
