import type { JSX } from 'react';
import { cx } from './class-names.ts';

const WIDTH = 120;
const HEIGHT = 28;

/** The course of one number, small; `label` says it in words. */
export function Sparkline(props: {
  readonly values: readonly number[];
  readonly label: string;
  readonly className?: string;
}): JSX.Element {
  const { values, label, className } = props;
  const top = Math.max(1, ...values);
  const x = (index: number): number => (values.length < 2 ? 0 : (index / (values.length - 1)) * WIDTH);
  const y = (value: number): number => HEIGHT - 2 - (value / top) * (HEIGHT - 4);
  const line = values
    .map((value, index) => `${index === 0 ? 'M' : 'L'}${x(index).toFixed(1)} ${y(value).toFixed(1)}`)
    .join('');
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      className={cx('h-7 w-30 overflow-visible text-accent', className)}
    >
      <path d={`${line}L${WIDTH} ${HEIGHT}L0 ${HEIGHT}Z`} fill="currentColor" opacity={0.1} />
      <path
        d={line}
        fill="none"
        stroke="currentColor"
        strokeWidth={1.5}
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}

/** Counts side by side, one bar a step of time. */
export function Bars(props: {
  readonly values: readonly number[];
  readonly label: string;
  readonly className?: string;
}): JSX.Element {
  const { values, label, className } = props;
  const top = Math.max(1, ...values);
  return (
    <div role="img" aria-label={label} className={cx('flex h-12 items-end gap-px', className)}>
      {values.map((value, index) => (
        <span
          key={index}
          style={{ height: `${Math.max(4, (value / top) * 100)}%` }}
          className={cx('min-w-0 flex-1 rounded-t-[2px]', value === 0 ? 'bg-active' : 'bg-accent')}
        />
      ))}
    </div>
  );
}
