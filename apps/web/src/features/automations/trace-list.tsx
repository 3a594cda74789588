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
        <li key={`${line.event_id}-${index}`} className="flex items-start gap-3 py-2.5 first:pt-0">
          <span className="w-20 shrink-0 pt-px">
            <Badge tone={LOOKS[line.outcome].tone}>{LOOKS[line.outcome].label}</Badge>
          </span>
          <span className="min-w-0 flex-1">
            <span className="block truncate font-mono text-12 font-medium">{line.event}</span>
            <span className="block text-12 break-words text-ink-3 first-letter:uppercase">{line.reason}</span>
          </span>
          <span className="shrink-0 text-12 text-ink-3">
            <Time at={line.occurred} />
          </span>
        </li>
      ))}
    </ol>
  );
}
