import type { JSX } from 'react';
import { ago, exact } from './time-text.ts';

/** A moment as people say it; the exact one under the pointer. */
export function Time({
  at,
  never = 'Never',
}: {
  readonly at: string | null | undefined;
  readonly never?: string;
}): JSX.Element {
  if (!at) return <span className="text-ink-3">{never}</span>;
  return (
    <time dateTime={at} title={exact(at)} className="num whitespace-nowrap">
      {ago(at)}
    </time>
  );
}

/** A day, as for an expiry. */
export function DayText({
  at,
  never = 'Never',
}: {
  readonly at: string | null | undefined;
  readonly never?: string;
}): JSX.Element {
  if (!at) return <span className="text-ink-3">{never}</span>;
  return (
    <time dateTime={at} title={exact(at)} className="num whitespace-nowrap">
      {new Intl.DateTimeFormat('en', { dateStyle: 'medium' }).format(new Date(at))}
    </time>
  );
}
