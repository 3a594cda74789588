import type { JSX } from 'react';
import { Skeleton } from '../../ui/skeleton.tsx';

/** The places of what comes. */
export function DashboardSkeleton(): JSX.Element {
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_minmax(280px,340px)]" aria-busy="true">
      <Skeleton className="h-[520px] rounded-8" />
      <div className="flex flex-col gap-4">
        <Skeleton className="h-[196px] rounded-8" />
        <Skeleton className="h-[220px] rounded-8" />
      </div>
    </div>
  );
}
