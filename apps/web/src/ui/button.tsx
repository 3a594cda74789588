import type { ComponentProps, JSX, ReactNode } from 'react';
import { cx } from './class-names.ts';
import { Icon, type IconName } from './icon.tsx';

export type ButtonKind = 'primary' | 'secondary' | 'ghost' | 'danger' | 'danger-quiet';
export type ButtonSize = 'small' | 'medium' | 'large';

const KINDS: Record<ButtonKind, string> = {
  primary: 'bg-primary text-on-primary hover:bg-primary-hover shadow-0',
  secondary: 'bg-surface text-ink border border-line-strong hover:bg-hover shadow-0',
  ghost: 'text-ink-2 hover:bg-hover hover:text-ink',
  danger: 'bg-danger text-on-danger hover:bg-danger-strong shadow-0',
  'danger-quiet': 'bg-surface text-danger border border-danger-line hover:bg-danger-soft shadow-0',
};
const SIZES: Record<ButtonSize, string> = {
  small: 'h-7 px-2.5 gap-1.5 text-13',
  medium: 'h-8 px-3 gap-1.5 text-13',
  large: 'h-10 px-4 gap-2 text-14',
};
const SHAPE =
  'inline-flex items-center justify-center rounded-6 font-medium whitespace-nowrap select-none ' +
  'transition-colors disabled:opacity-50 disabled:pointer-events-none aria-disabled:opacity-50';

/** The classes of a button, for links that look like one. */
export const buttonClass = (kind: ButtonKind = 'secondary', size: ButtonSize = 'medium'): string =>
  cx(SHAPE, KINDS[kind], SIZES[size]);

interface ButtonProps extends ComponentProps<'button'> {
  readonly kind?: ButtonKind;
  readonly size?: ButtonSize;
  readonly icon?: IconName | undefined;
  /** Shows that the click is being worked on; further clicks do nothing. */
  readonly busy?: boolean;
  readonly children: ReactNode;
}

/** An action in words. One primary button a view. */
export function Button(props: ButtonProps): JSX.Element {
  const { kind = 'secondary', size = 'medium', icon, busy = false, className, children, ...rest } = props;
  return (
    <button
      type="button"
      {...rest}
      aria-busy={busy || undefined}
      disabled={rest.disabled ?? busy}
      className={cx(buttonClass(kind, size), className)}
    >
      {busy ? (
        <Icon name="spinner" size={14} className="animate-turn" />
      ) : (
        icon && <Icon name={icon} size={14} className="-ml-0.5" />
      )}
      {children}
    </button>
  );
}

interface IconButtonProps extends ComponentProps<'button'> {
  readonly icon: IconName;
  /** What the button does, for those who do not see the sign. */
  readonly label: string;
  readonly kind?: 'ghost' | 'secondary';
  readonly size?: 'small' | 'medium';
}

/** An action as a sign; wrap it in a Tooltip where space allows. */
export function IconButton(props: IconButtonProps): JSX.Element {
  const { icon, label, kind = 'ghost', size = 'medium', className, ...rest } = props;
  return (
    <button
      type="button"
      {...rest}
      aria-label={label}
      className={cx(SHAPE, KINDS[kind], size === 'small' ? 'size-7' : 'size-8', className)}
    >
      <Icon name={icon} />
    </button>
  );
}
