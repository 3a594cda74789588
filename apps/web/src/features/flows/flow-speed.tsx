import { useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { flowSpeedQuery } from '../../api/run-lines.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { durationText } from '../workspace/duration-text.ts';
import { useWorkspace } from '../workspace/workspace-shell.tsx';

const NUMBER = new Intl.NumberFormat('en');
/** Less than that is no lateness that anybody means. */
const SECONDS_SHOWN_MIN = 0.05;
const NEWEST_MAX = 1_000;

/** How long the flow usually takes, by its completed runs of the last thirty days. */
export function FlowSpeed({ id }: { readonly id: string }): JSX.Element {
  const { place } = useWorkspace();
  const { data } = useQuery(flowSpeedQuery(place, id));
  const seconds = (value: number | null | undefined): string =>
    value === null || value === undefined ? '–' : durationText(value);
  const tiles = [
    ['Median duration', seconds(data?.p50), 'Half of the runs took less'],
    ['p95 duration', seconds(data?.p95), `p99 ${seconds(data?.p99)}`],
    [
      'p95 lateness',
      (data?.lateP95 ?? 1) < SECONDS_SHOWN_MIN ? '0 s' : seconds(data?.lateP95),
      'From due to started',
    ],
    [
      'Completed',
      data ? `${NUMBER.format(data.runs)}${data.runs >= NEWEST_MAX ? '+' : ''}` : '–',
      'In the last 30 days',
    ],
  ] as const;
  return (
    <dl
      aria-label="Speed"
      className="mb-6 grid grid-cols-2 gap-px overflow-hidden rounded-8 border border-line bg-line lg:grid-cols-4"
    >
      {tiles.map(([name, value, hint]) => (
        <div key={name} className="flex flex-col gap-1 bg-surface px-4 py-3.5 sm:px-5">
          <dt className="text-12 text-ink-3">{name}</dt>
          <dd className="num">
            {data ? (
              <span className="block text-20 font-semibold">{value}</span>
            ) : (
              <Skeleton className="my-1 h-5 w-14" />
            )}
            <span className="block text-12 text-ink-3">{hint}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
