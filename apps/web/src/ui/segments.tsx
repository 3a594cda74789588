import type { JSX } from 'react';
import { cx } from './class-names.ts';

/** Two to four short choices in one line. */
export function Segments<V extends string>(props: {
  readonly label: string;
  readonly options: readonly { readonly value: V; readonly label: string }[];
  readonly value: V;
  readonly onChange: (value: V) => void;
}): JSX.Element {
  const { label, options, value, onChange } = props;
  return (
    <div
      role="radiogroup"
      aria-label={label}
      className="scroll-quiet inline-flex h-8 max-w-full items-center gap-0.5 overflow-x-auto rounded-6 bg-active p-0.5"
    >
      {options.map((option) => (
        <label
          key={option.value}
          className={cx(
            'inline-flex h-7 items-center rounded-4 px-2.5 whitespace-nowrap text-13 font-medium transition-colors has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-focus',
            option.value === value ? 'bg-surface text-ink shadow-0' : 'text-ink-2 hover:text-ink',
          )}
        >
          <input
            type="radio"
            className="sr-only"
            name={label}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          {option.label}
        </label>
      ))}
    </div>
  );
}
