import { type ComponentType, type JSX, lazy, Suspense } from 'react';
import { cx } from './class-names.ts';
import { inputClass } from './input.tsx';
import type { SelectProps } from './select-layer.tsx';

// lazy() cannot say that the component is generic: it takes any texts and hands one of them back
const SelectLayer = lazy(() =>
  import('./select-layer.tsx').then((module) => ({
    default: module.SelectLayer as ComponentType<SelectProps<string>>,
  })),
);

/** One of a few. For more than about ten, use Combobox. Its list is loaded with the first form that has one. */
export function Select<V extends string>(props: SelectProps<V>): JSX.Element {
  const place = <span className={cx(inputClass, 'block', props.large ? 'h-10' : 'h-8', props.className)} />;
  return (
    <Suspense fallback={place}>
      <SelectLayer {...(props as unknown as SelectProps<string>)} />
    </Suspense>
  );
}
