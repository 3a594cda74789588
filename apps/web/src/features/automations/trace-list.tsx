import type { TracedEvent } from '@orch/contract';
import type { JSX } from 'react';
import { Badge } from '../../ui/badge.tsx';
import { Time } from '../../ui/time.tsx';

const LOOKS: Readonly<Record<TracedEvent['outcome'], { label: string; tone: 'ok' | 'accent' | 'neutral' }>> =
  {
    fired: { label: 'Fired', tone: 'ok' },
    counted: { label: 'Counted', tone: 'accent' },
    ignored: { label: 'Ignored', tone: 'neutral' },
    filtered: { label: 'Not meant', tone: 'neutral' },
  };

/** Events that a trigger saw, with what it made of each and why. */
export function TraceList(props: {
  readonly lines: readonly TracedEvent[];
  readonly empty: string;
}): JSX.Element {
  const { lines, empty } = props;
  if (lines.length === 0) return <p className="text-13 text-ink-3">{empty}</p>;
  return (
    <ol aria-label="Events seen" className="divide-y divide-line">
      {lines.map((line, index) => (
        <li key={`${line.event_id}-${index}`} className="py-2.5 first:pt-0">
          <span className="flex items-center gap-3">
            <span className="min-w-0 flex-1 truncate font-mono text-12 font-medium">{line.event}</span>
            <span className="hidden shrink-0 text-12 text-ink-3 sm:inline">
              <Time at={line.occurred} />
            </span>
            <Badge tone={LOOKS[line.outcome].tone}>{LOOKS[line.outcome].label}</Badge>
          </span>
          <span className="mt-0.5 block text-12 wrap-anywhere text-ink-3 first-letter:uppercase">
            {line.reason}
          </span>
          <span className="mt-0.5 block text-12 text-ink-3 sm:hidden">
            <Time at={line.occurred} />
          </span>
        </li>
      ))}
    </ol>
  );
}
