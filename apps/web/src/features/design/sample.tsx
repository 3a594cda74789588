import { type JSX, type ReactNode, useId } from 'react';

/** One part of the page. */
export function Sample({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ReactNode;
}): JSX.Element {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className="grid gap-x-8 gap-y-3 border-t border-line pt-5 md:grid-cols-[160px_1fr]"
    >
      <h2 id={id} className="text-13 font-semibold">
        {title}
      </h2>
      <div className="flex min-w-0 flex-col gap-4">{children}</div>
    </section>
  );
}
