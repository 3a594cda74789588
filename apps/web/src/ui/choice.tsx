import { Checkbox as Base, Switch as SwitchBase } from 'radix-ui';
import { type JSX, type ReactNode, useId } from 'react';
import { cx } from './class-names.ts';
import { Icon } from './icon.tsx';

interface ChoiceProps {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly checked: boolean | 'indeterminate';
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
  /** The label is only read out, as in a table's first column. */
  readonly bare?: boolean;
}

const words = (id: string, label: ReactNode, hint: ReactNode): JSX.Element => (
  <span className="min-w-0">
    <label htmlFor={id} className="block text-13 text-ink">
      {label}
    </label>
    {hint && (
      <span id={`${id}-hint`} className="block text-12 text-ink-3">
        {hint}
      </span>
    )}
  </span>
);

/** Several of many; takes effect when the form is sent. */
export function Checkbox(props: ChoiceProps): JSX.Element {
  const { label, hint, checked, onChange, disabled = false, bare = false } = props;
  const id = useId();
  const box = (
    <Base.Root
      id={id}
      checked={checked}
      disabled={disabled}
      aria-label={bare && typeof label === 'string' ? label : undefined}
      aria-describedby={hint && !bare ? `${id}-hint` : undefined}
      onCheckedChange={(next) => onChange(next === true)}
      className="mt-0.5 grid size-4 shrink-0 place-items-center rounded-4 border border-line-strong bg-surface shadow-0 transition-colors hover:border-ink-3 disabled:opacity-50 data-[state=checked]:border-primary data-[state=checked]:bg-primary data-[state=indeterminate]:border-primary data-[state=indeterminate]:bg-primary"
    >
      <Base.Indicator className="text-on-primary">
        <Icon name={checked === 'indeterminate' ? 'minus' : 'check'} size={12} />
      </Base.Indicator>
    </Base.Root>
  );
  if (bare) return box;
  return (
    <span className={cx('flex items-start gap-2', disabled && 'opacity-60')}>
      {box}
      {words(id, label, hint)}
    </span>
  );
}

/** On or off at once. */
export function Switch(props: ChoiceProps): JSX.Element {
  const { label, hint, checked, onChange, disabled = false, bare = false } = props;
  const id = useId();
  const knob = (
    <SwitchBase.Root
      id={id}
      checked={checked === true}
      disabled={disabled}
      aria-label={bare && typeof label === 'string' ? label : undefined}
      aria-describedby={hint && !bare ? `${id}-hint` : undefined}
      onCheckedChange={onChange}
      className="relative h-5 w-8 shrink-0 rounded-full bg-line-strong transition-colors disabled:opacity-50 data-[state=checked]:bg-primary"
    >
      <SwitchBase.Thumb className="block size-4 translate-x-0.5 rounded-full bg-raised shadow-0 transition-transform data-[state=checked]:translate-x-3.5 data-[state=checked]:bg-on-primary" />
    </SwitchBase.Root>
  );
  if (bare) return knob;
  return (
    <span className="flex items-start justify-between gap-6">
      {words(id, label, hint)}
      {knob}
    </span>
  );
}
