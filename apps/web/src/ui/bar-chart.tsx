import { type JSX, type ReactNode, useRef, useState } from 'react';
import { cx } from './class-names.ts';

/** A part of a bar, from the bottom upwards. */
export interface BarPart {
  readonly key: string;
  readonly count: number;
  /** A class that fills, e.g. of a run's state. */
  readonly fill: string;
}
/** One step of a chart. */
export interface BarStep {
  readonly key: string;
  readonly parts: readonly BarPart[];
}

const total = ({ parts }: BarStep): number => parts.reduce((all, { count }) => all + count, 0);
const LINES = [0, 0.5, 1];
/** Each has a half without a fraction. */
const ROUND = [1, 2, 4, 6, 8, 10];
const NUMBER = new Intl.NumberFormat('en', { notation: 'compact' });

/** The next number that is easy to read. */
function roundUp(value: number): number {
  if (value < 10) return ROUND.find((one) => one > 1 && one >= value) ?? 10;
  const power = 10 ** Math.floor(Math.log10(value));
  return (ROUND.find((one) => one * power >= value) ?? 10) * power;
}

/** Stacked bars by steps of time, with a card about the step one points at. */
export function BarChart(props: {
  readonly label: string;
  readonly steps: readonly BarStep[];
  readonly height?: number;
  /** What the card says about a step. */
  readonly detail: (index: number) => ReactNode;
  /** Texts below the left and the right end, and the middle where there is room. */
  readonly edges: readonly string[];
  readonly onChoose?: ((index: number) => void) | undefined;
}): JSX.Element {
  const { label, steps, height = 132, detail, edges, onChoose } = props;
  const [at, setAt] = useState<number | undefined>();
  const frame = useRef<HTMLDivElement>(null);
  const top = roundUp(Math.max(1, ...steps.map(total)));
  const part = at === undefined ? 0 : (at + 0.5) / Math.max(1, steps.length);
  const move = (event: React.PointerEvent): void => {
    const box = frame.current?.getBoundingClientRect();
    if (!box || steps.length === 0) return;
    const index = Math.floor(((event.clientX - box.left) / box.width) * steps.length);
    setAt(Math.min(steps.length - 1, Math.max(0, index)));
  };
  return (
    <figure role="img" aria-label={label} className="num relative">
      <div className="flex gap-2">
        <div
          aria-hidden="true"
          className="relative w-7 shrink-0 text-right text-12 text-ink-3"
          style={{ height }}
        >
          {LINES.map((line) => (
            <span
              key={line}
              className="absolute right-0 -translate-y-1/2"
              style={{ top: `${(1 - line) * 100}%` }}
            >
              {NUMBER.format(top * line)}
            </span>
          ))}
        </div>
        <div
          ref={frame}
          className="relative min-w-0 flex-1"
          style={{ height }}
          onPointerMove={move}
          onPointerLeave={() => setAt(undefined)}
        >
          {LINES.map((line) => (
            <span
              key={line}
              style={{ top: `${(1 - line) * 100}%` }}
              className={cx(
                'absolute inset-x-0 border-t',
                line === 0 ? 'border-line-strong' : 'border-dashed border-line',
              )}
            />
          ))}
          <div className="absolute inset-0 flex items-end">
            {steps.map((step, index) => (
              <Step
                key={step.key}
                step={step}
                top={top}
                isAt={index === at}
                {...(onChoose ? { onClick: () => onChoose(index) } : {})}
              />
            ))}
          </div>
          {at !== undefined && steps[at] && (
            <div
              style={{ left: `${part * 100}%`, transform: `translate(${part * -100}%, calc(-100% - 6px))` }}
              className="pointer-events-none absolute top-0 z-20 w-max max-w-64 rounded-6 border border-line bg-raised px-3 py-2 text-12 shadow-1 animate-fade"
            >
              {detail(at)}
            </div>
          )}
        </div>
      </div>
      <div aria-hidden="true" className="mt-1.5 flex justify-between pl-9 text-12 text-ink-3">
        {edges.map((edge, index) => (
          <span key={index} className={cx(index > 0 && index < edges.length - 1 && 'hidden sm:inline')}>
            {edge}
          </span>
        ))}
      </div>
    </figure>
  );
}

function Step(props: { step: BarStep; top: number; isAt: boolean; onClick?: () => void }): JSX.Element {
  const { step, top, isAt, onClick } = props;
  const sum = total(step);
  return (
    <span
      className={cx(
        'flex h-full min-w-0 flex-1 items-end justify-center',
        isAt && 'bg-hover',
        onClick && sum > 0 && 'cursor-pointer',
      )}
      {...(onClick && sum > 0 ? { onClick } : {})}
    >
      {sum > 0 && (
        <span
          style={{ height: `max(3px, ${(sum / top) * 100}%)` }}
          className="flex w-4/5 max-w-7 flex-col-reverse gap-px overflow-hidden rounded-t-[3px]"
        >
          {step.parts
            .filter(({ count }) => count > 0)
            .map(({ key, count, fill }) => (
              <span
                key={key}
                style={{ flexGrow: count }}
                className={cx('min-h-[2px] w-full basis-0', fill)}
              />
            ))}
        </span>
      )}
    </span>
  );
}
