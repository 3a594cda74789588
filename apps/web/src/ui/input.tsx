import { type ComponentProps, type JSX, useState } from 'react';
import { cx } from './class-names.ts';
import { useFieldControl } from './field.tsx';
import { Icon, type IconName } from './icon.tsx';

// 16 px under a finger: below that, phones zoom in when the field is entered.
const LOOK =
  'w-full rounded-6 border border-line-strong bg-surface text-13 pointer-coarse:text-16 text-ink placeholder:text-ink-3 ' +
  'shadow-0 transition-[border-color] hover:border-ink-3/60 ring-inside disabled:bg-sunken disabled:text-ink-3 ' +
  'aria-invalid:border-danger';

/** The classes of a text control, for those that are no input element. */
export const inputClass = LOOK;

interface InputProps extends ComponentProps<'input'> {
  readonly icon?: IconName;
  readonly large?: boolean;
  readonly mono?: boolean;
}

/** One line of text. */
export function Input({ icon, large = false, mono = false, className, ...rest }: InputProps): JSX.Element {
  const control = useFieldControl();
  const input = (
    <input
      type="text"
      {...control}
      {...rest}
      className={cx(
        LOOK,
        large ? 'h-10 px-3 text-14' : 'h-8 px-2.5',
        mono && 'font-mono',
        icon && 'pl-8',
        className,
      )}
    />
  );
  if (!icon) return input;
  return (
    <span className="relative block">
      <Icon
        name={icon}
        size={14}
        className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-ink-3"
      />
      {input}
    </span>
  );
}

/** A password with a way to look at it. */
export function PasswordInput({ className, ...rest }: Omit<InputProps, 'type' | 'icon'>): JSX.Element {
  const [isShown, setShown] = useState(false);
  return (
    <span className="relative block">
      <Input {...rest} type={isShown ? 'text' : 'password'} className={cx('pr-10', className)} />
      <button
        type="button"
        aria-label={isShown ? 'Hide password' : 'Show password'}
        aria-pressed={isShown}
        onClick={() => setShown(!isShown)}
        className="absolute top-1/2 right-1.5 grid size-7 -translate-y-1/2 place-items-center rounded-4 text-ink-3 hover:text-ink"
      >
        <Icon name={isShown ? 'eyeOff' : 'eye'} />
      </button>
    </span>
  );
}

/** Several lines of text. */
export function TextArea({
  mono = false,
  className,
  ...rest
}: ComponentProps<'textarea'> & { readonly mono?: boolean }): JSX.Element {
  const control = useFieldControl();
  return (
    <textarea
      rows={3}
      {...control}
      {...rest}
      className={cx(LOOK, 'resize-y px-2.5 py-1.5', mono && 'font-mono', className)}
    />
  );
}
