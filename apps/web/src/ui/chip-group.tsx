import type { JSX } from 'react';
import { cx } from './class-names.ts';
import { Icon } from './icon.tsx';

/** Several of a few, all in view. */
export function ChipGroup(props: {
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly value: readonly string[];
  readonly onChange: (value: readonly string[]) => void;
}): JSX.Element {
  const { label, options, value, onChange } = props;
  return (
    <div role="group" aria-label={label} className="flex flex-wrap gap-1.5">
      {options.map((option) => {
        const isOn = value.includes(option.value);
        return (
          <label
            key={option.value}
            className={cx(
              'inline-flex h-7 items-center gap-1.5 rounded-full border px-2.5 text-13 transition-colors has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus',
              isOn
                ? 'border-accent bg-accent-soft font-medium text-accent-strong'
                : 'border-line-strong bg-surface text-ink-2 hover:bg-hover hover:text-ink',
            )}
          >
            <input
              type="checkbox"
              className="sr-only"
              checked={isOn}
              onChange={() =>
                onChange(isOn ? value.filter((one) => one !== option.value) : [...value, option.value])
              }
            />
            {isOn && <Icon name="check" size={12} />}
            {option.label}
          </label>
        );
      })}
    </div>
  );
}
