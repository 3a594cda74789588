import type { ExplainedBucket, ExplainedTrigger } from '@orch/contract';
import { useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { explainQuery } from '../../api/automations.ts';
import { Card } from '../../ui/card.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Time } from '../../ui/time.tsx';
import { QueryView } from '../inside/query-view.tsx';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { TraceList } from './trace-list.tsx';

/** What it has seen lately, what it counts, and why it did or did not fire. */
export function WatchTab({ id }: { readonly id: string }): JSX.Element {
  const { place } = useWorkspace();
  return (
    <QueryView query={useQuery(explainQuery(place, id))}>
      {(explanation) => (
        <div className="flex flex-col gap-4">
          <Notice tone={explanation.enabled ? 'info' : 'warn'}>{explanation.summary}</Notice>
          <div className="grid items-start gap-4 grid-cols-1 lg:grid-cols-2">
            <Card title="Counting now">
              <Triggers triggers={explanation.triggers} />
            </Card>
            <Card title="Events seen">
              <TraceList
                lines={explanation.recent}
                empty="No event of the last hours was about this trigger."
              />
            </Card>
          </div>
        </div>
      )}
    </QueryView>
  );
}

function Triggers({ triggers }: { triggers: readonly ExplainedTrigger[] }): JSX.Element {
  return (
    <ul className="flex flex-col gap-5">
      {triggers.map((one) => (
        <li key={one.trigger_id}>
          <p className="text-13 text-ink-2 first-letter:uppercase">{one.text}</p>
          {one.buckets.length === 0 ? (
            <p className="mt-1.5 text-12 text-ink-3">Nothing counted yet.</p>
          ) : (
            <ul className="mt-2 flex flex-col gap-2">
              {one.buckets.map((bucket, index) => (
                <li key={bucket.key.join('\n') || index} className="rounded-6 border border-line px-3 py-2">
                  <Bucket bucket={bucket} />
                </li>
              ))}
            </ul>
          )}
        </li>
      ))}
    </ul>
  );
}

function Bucket({ bucket }: { bucket: ExplainedBucket }): JSX.Element {
  const { key, count, threshold, text, closes_at: closes } = bucket;
  const share = Math.min(100, (count / Math.max(1, threshold)) * 100);
  return (
    <>
      <p className="num flex items-baseline justify-between gap-3">
        <span className="min-w-0 truncate font-medium">{key.join(', ') || 'All events together'}</span>
        <span className="shrink-0 text-12 text-ink-3">
          {count} of {threshold}
        </span>
      </p>
      <div aria-hidden="true" className="mt-1.5 h-1 overflow-hidden rounded-full bg-active">
        <div className="h-full rounded-full bg-accent" style={{ width: `${share}%` }} />
      </div>
      <p className="mt-1.5 text-12 text-ink-3 first-letter:uppercase">
        {text}
        {' Ends '}
        <Time at={closes} />.
      </p>
    </>
  );
}
