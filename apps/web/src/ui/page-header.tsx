import { type JSX, type ReactNode, useEffect } from 'react';

/** Where one is: title, a sentence, the main action. Also names the browser's tab. */
export function PageHeader(props: {
  readonly title: string;
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
  /** Above the title, e.g. the way back. */
  readonly above?: ReactNode;
}): JSX.Element {
  const { title, description, actions, above } = props;
  useTitle(title);
  return (
    <header className="mb-5 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="min-w-0">
        {above && <div className="mb-1.5">{above}</div>}
        <h1 className="text-20 font-semibold">{title}</h1>
        {description && <p className="mt-0.5 max-w-prose text-13 text-ink-2">{description}</p>}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  );
}

/** Names the browser's tab after the page. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Orch Cloud`;
  }, [title]);
}
