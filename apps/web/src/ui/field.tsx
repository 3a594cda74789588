import { createContext, type JSX, type ReactNode, useContext, useId } from 'react';
import { cx } from './class-names.ts';
import { Icon } from './icon.tsx';

interface FieldContextValue {
  readonly id: string;
  readonly describedBy: string | undefined;
  readonly invalid: boolean;
  readonly required: boolean;
}
const FieldContext = createContext<FieldContextValue | null>(null);

/** What a control inside a `Field` needs to be tied to its label, hint and error. */
export function useFieldControl(): Record<string, unknown> {
  const field = useContext(FieldContext);
  if (!field) return {};
  return {
    id: field.id,
    'aria-describedby': field.describedBy,
    'aria-invalid': field.invalid || undefined,
    'aria-required': field.required || undefined,
  };
}

interface FieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  /** From the check of the form or from the server; replaces the hint. */
  readonly error?: string | undefined;
  readonly required?: boolean;
  readonly optional?: boolean;
  /** Stands at the right of the label, e.g. a link. */
  readonly aside?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}

/** Label, control, hint or error, tied together for everybody. */
export function Field(props: FieldProps): JSX.Element {
  const { label, hint, error, required = false, optional = false, aside, className, children } = props;
  const id = useId();
  const noteId = `${id}-note`;
  const hasNote = Boolean(error ?? hint);
  const value = { id, describedBy: hasNote ? noteId : undefined, invalid: Boolean(error), required };
  return (
    <div className={cx('flex flex-col gap-1.5', className)}>
      <div className="flex items-baseline justify-between gap-3">
        <span className="flex min-w-0 items-baseline gap-1.5">
          <label htmlFor={id} className="min-w-0 text-13 font-medium break-words text-ink">
            {label}
          </label>
          {optional && <span className="text-12 text-ink-3">Optional</span>}
        </span>
        {aside}
      </div>
      <FieldContext value={value}>{children}</FieldContext>
      {error ? (
        <p id={noteId} className="flex items-start gap-1.5 text-12 text-danger">
          <Icon name="alert" size={12} className="mt-0.5" />
          <span className="min-w-0 break-words">{error}</span>
        </p>
      ) : (
        hint && (
          <p id={noteId} className="text-12 text-ink-3">
            {hint}
          </p>
        )
      )}
    </div>
  );
}
