import type { JSX, ReactNode } from 'react';
import { cx } from './class-names.ts';

/** One matter, framed. */
export function Card(props: {
  readonly title?: string;
  readonly description?: ReactNode;
  /** At the right of the title. */
  readonly actions?: ReactNode;
  /** Below a line, for the button that saves. */
  readonly footer?: ReactNode;
  readonly flush?: boolean;
  readonly danger?: boolean;
  readonly children?: ReactNode;
}): JSX.Element {
  const { title, description, actions, footer, flush = false, danger = false, children } = props;
  return (
    <section
      aria-label={title}
      className={cx('rounded-8 border bg-surface', danger ? 'border-danger-line' : 'border-line')}
    >
      {title && (
        <header
          className={cx(
            'flex flex-wrap justify-between gap-x-6 gap-y-3 px-4 pt-3.5 sm:px-5',
            description ? 'items-start' : 'items-center',
            flush || !children ? 'pb-3.5' : 'pb-1',
          )}
        >
          <div className={cx('min-w-0 max-w-160', description !== undefined && 'flex-1 basis-60')}>
            <h2 className="text-14 font-semibold">{title}</h2>
            {description && <p className="mt-0.5 text-13 text-ink-2">{description}</p>}
          </div>
          {actions && <div className="flex items-center gap-2">{actions}</div>}
        </header>
      )}
      {children && (
        <div className={flush ? (title ? 'border-t border-line' : '') : 'px-4 py-4 sm:px-5'}>{children}</div>
      )}
      {footer && (
        <footer className="flex flex-wrap items-center justify-end gap-3 rounded-b-8 border-t border-line bg-sunken px-4 py-2.5 sm:px-5">
          {footer}
        </footer>
      )}
    </section>
  );
}

/** Facts as name and value. */
export function Facts({
  rows,
}: {
  readonly rows: readonly (readonly [name: string, value: ReactNode])[];
}): JSX.Element {
  return (
    <dl className="@container divide-y divide-line">
      {rows.map(([name, value]) => (
        <div
          key={name}
          className="flex flex-wrap justify-between gap-x-6 gap-y-0.5 py-2.5 first:pt-0 last:pb-0 @md:grid @md:grid-cols-[160px_1fr]"
        >
          <dt className="text-ink-3">{name}</dt>
          <dd className="min-w-0 break-words text-ink">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
