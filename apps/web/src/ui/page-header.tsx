import { type JSX, type ReactNode, useEffect } from 'react';
import { cx } from './class-names.ts';

/** A sentence goes below title and actions where the screen is narrow; the actions stay beside the title. */
const SENTENCE = 'grid grid-cols-[minmax(min-content,1fr)_minmax(0,auto)] grid-rows-[auto_1fr] items-start';
/** Facts about a thing belong to its title: the actions come after both. */
const FACTS = 'flex flex-wrap items-start justify-between gap-y-3';

/** Longer ones may be cut. */
const TITLE_LONG = 60;

/** Where one is: title, a sentence, the main action. Also names the browser's tab. */
export function PageHeader(props: {
  readonly title: string;
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
  /** Above the title, e.g. the way back. */
  readonly above?: ReactNode;
}): JSX.Element {
  const { title, description, actions, above } = props;
  const isSentence = description === undefined || typeof description === 'string';
  useTitle(title);
  return (
    <header className={cx('mb-5 gap-x-4 sm:gap-x-6', isSentence ? SENTENCE : FACTS)}>
      <div className={isSentence ? 'contents' : 'min-w-0'}>
        <div className="min-w-0">
          {/* of no width of its own beside a sentence: a long name is cut, and makes no column wider */}
          {above && <div className={cx('mb-1.5 flex min-w-0', isSentence && 'w-0 min-w-full')}>{above}</div>}
          <h1
            dir="auto"
            title={title.length > TITLE_LONG ? title : undefined}
            className="line-clamp-3 text-20 font-semibold break-words"
          >
            {title}
          </h1>
        </div>
        {description && (
          <p
            className={cx(
              'mt-0.5 text-13 text-ink-2',
              isSentence && 'order-last max-w-176 max-sm:col-span-2 max-sm:mt-1.5 sm:col-start-1',
            )}
          >
            {description}
          </p>
        )}
      </div>
      {actions && (
        <div className={cx('flex flex-wrap items-center gap-2', isSentence && 'justify-end sm:row-span-2')}>
          {actions}
        </div>
      )}
    </header>
  );
}

/** Names the browser's tab after the page. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Orch Cloud`;
  }, [title]);
}
