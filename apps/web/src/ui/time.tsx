import { type JSX, useSyncExternalStore } from 'react';
import { ago, exact } from './time-text.ts';

const TICK_MS = 5_000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** One clock for all moments on the page; each is drawn again only when its words change. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => listeners.forEach((one) => one()), TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** A moment as people say it; the exact one under the pointer. */
export function Time({
  at,
  never = 'Never',
}: {
  readonly at: string | null | undefined;
  readonly never?: string;
}): JSX.Element {
  const text = useSyncExternalStore(subscribe, () => (at ? ago(at) : ''));
  if (!at) return <span className="text-ink-3">{never}</span>;
  return (
    <time dateTime={at} title={exact(at)} className="num whitespace-nowrap">
      {text}
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
