import { type ComponentType, type JSX, lazy, Suspense } from 'react';
import { cx } from './class-names.ts';
import { Icon } from './icon.tsx';
import { inputClass } from './input.tsx';
import type { SelectProps } from './select-layer.tsx';

// lazy() cannot say that the component is generic: it takes any texts and hands one of them back
const SelectLayer = lazy(() =>
  import('./select-layer.tsx').then((module) => ({
    default: module.SelectLayer as ComponentType<SelectProps<string>>,
  })),
);

/** What is chosen, until the list has come: nothing jumps. */
function Place({ options, value, placeholder, large, className }: SelectProps<string>): JSX.Element {
  const chosen = options.find((option) => option.value === value);
  return (
    <span
      className={cx(
        inputClass,
        'inline-flex items-center justify-between gap-2',
        large ? 'h-10 px-3' : 'h-8 px-2.5',
        className,
      )}
    >
      <span className="truncate">{chosen?.label ?? placeholder}</span>
      <Icon name="chevronsUpDown" size={14} className="text-ink-3" />
    </span>
  );
}

/** One of a few. For more than about ten, use Combobox. Its list is loaded with the first form that has one. */
export function Select<V extends string>(props: SelectProps<V>): JSX.Element {
  return (
    <Suspense fallback={<Place {...(props as unknown as SelectProps<string>)} />}>
      <SelectLayer {...(props as unknown as SelectProps<string>)} />
    </Suspense>
  );
}
