import type { JSX, ReactNode } from 'react';
import { Logo } from '../../ui/logo.tsx';
import { useTitle } from '../../ui/page-header.tsx';

/** The frame of all pages before one is inside: one column, one matter. */
export function AuthFrame(props: {
  readonly title: string;
  readonly children: ReactNode;
  readonly description?: ReactNode;
  /** Below the card: the other way. */
  readonly below?: ReactNode;
}): JSX.Element {
  const { title, description, below, children } = props;
  useTitle(title);
  return (
    <main className="flex min-h-dvh flex-col items-center bg-sunken px-4 py-8 sm:justify-center sm:py-16">
      <div className="flex w-full max-w-[400px] flex-col">
        <a href="/" className="mb-6 flex items-center gap-2 self-center rounded-6 text-14 font-semibold">
          <Logo size={22} />
          Orch Cloud
        </a>
        <div className="rounded-12 border border-line bg-surface px-5 pt-6 pb-6 shadow-1 sm:px-8 sm:pt-7 sm:pb-8">
          <h1 className="text-20 font-semibold">{title}</h1>
          {description && <p className="mt-1 text-13 break-words text-ink-2">{description}</p>}
          <div className="mt-5 flex flex-col gap-4">{children}</div>
        </div>
        {below && <div className="mt-5 text-center text-13 text-ink-2">{below}</div>}
      </div>
    </main>
  );
}

/** The classes of a link in running text. */
export const linkClass = 'font-medium text-accent underline-offset-4 hover:underline';

/** "or", between two ways. */
export function Or(): JSX.Element {
  return (
    <div className="flex items-center gap-3 text-12 text-ink-3">
      <span className="h-px flex-1 bg-line" />
      or
      <span className="h-px flex-1 bg-line" />
    </div>
  );
}
