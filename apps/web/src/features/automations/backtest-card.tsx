import type { BacktestResult } from '@orch/contract';
import { type JSX, useState } from 'react';
import { messageOf } from '../../api/api-error.ts';
import { type AutomationDraft, automations } from '../../api/automations.ts';
import { Button } from '../../ui/button.tsx';
import { Drawer } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Segments } from '../../ui/segments.tsx';
import { Time } from '../../ui/time.tsx';
import { exact } from '../../ui/time-text.ts';
import { useAction } from '../inside/use-action.ts';
import { useWorkspace } from '../workspace/workspace-shell.tsx';
import { TraceList } from './trace-list.tsx';

const SPANS = [
  { value: '24', label: '24 h' },
  { value: '168', label: '7 days' },
] as const;
type Span = (typeof SPANS)[number]['value'];
const SHOWN_MAX = 5;
const counted = new Intl.NumberFormat('en');

/** How often an automation would have fired, had it been there already. Nothing is done and nothing saved. */
export function BacktestCard({ draft }: { readonly draft: AutomationDraft | undefined }): JSX.Element {
  const { place } = useWorkspace();
  const [span, setSpan] = useState<Span>('24');
  const [isOpen, setOpen] = useState(false);
  const test = useAction({
    run: (one: AutomationDraft) =>
      automations.backtest(place, { ...one, name: one.name.trim() || 'Backtest' }, Number(span)),
    quiet: true,
  });
  return (
    <section aria-label="Backtest" className="rounded-8 border border-line bg-surface p-4">
      <h2 className="text-13 font-semibold">Backtest</h2>
      <p className="mt-0.5 text-12 text-ink-3">How often it would have fired on what has happened.</p>
      <div className="mt-3 flex items-center gap-2">
        <Segments label="Look back" options={SPANS} value={span} onChange={setSpan} />
        <Button busy={test.isPending} disabled={!draft} onClick={() => draft && test.mutate(draft)}>
          Run
        </Button>
      </div>
      {test.error && (
        <div className="mt-3">
          <Notice tone="danger">{messageOf(test.error)}</Notice>
        </div>
      )}
      {test.data && <Result result={test.data} span={span} onTrace={() => setOpen(true)} />}
      {test.data && (
        <Drawer
          wide
          open={isOpen}
          onOpenChange={setOpen}
          title="Backtest"
          description="Event by event, the newest first."
        >
          <TraceList lines={test.data.trace} empty="No event of that time is about this trigger." />
        </Drawer>
      )}
    </section>
  );
}

function Result(props: { result: BacktestResult; span: Span; onTrace: () => void }): JSX.Element {
  const { result, span, onTrace } = props;
  const { firings, events_seen: seen, truncated, trace } = result;
  const times = firings.length === 1 ? 'once' : `${counted.format(firings.length)} times`;
  return (
    <div aria-live="polite" className="mt-3 border-t border-line pt-3">
      <p className="text-13">
        In the last {span === '24' ? '24 hours' : '7 days'} this would{' '}
        {firings.length === 0 ? (
          <strong className="font-semibold">not have fired.</strong>
        ) : (
          <>
            have fired <strong className="font-semibold">{times}.</strong>
          </>
        )}
      </p>
      <p className="mt-0.5 text-12 text-ink-3">
        {counted.format(seen)} {seen === 1 ? 'event' : 'events'} looked at
        {truncated ? '; there were more' : ''}.
      </p>
      {firings.length > 0 && (
        <ol className="num mt-2 flex flex-col gap-1 text-12 text-ink-2">
          {firings.slice(0, SHOWN_MAX).map((firing, index) => (
            <li key={`${firing.fired_at}-${index}`} className="flex justify-between gap-3">
              <span className="truncate">
                {Object.values(firing.labels).join(', ') || exact(firing.fired_at)}
              </span>
              <Time at={firing.fired_at} />
            </li>
          ))}
          {firings.length > SHOWN_MAX && (
            <li className="text-ink-3">and {firings.length - SHOWN_MAX} more</li>
          )}
        </ol>
      )}
      {trace.length > 0 && (
        <Button kind="ghost" size="small" className="mt-2 -ml-2.5" onClick={onTrace}>
          Why, event by event
        </Button>
      )}
    </div>
  );
}
