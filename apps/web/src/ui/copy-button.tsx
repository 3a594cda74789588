import { type JSX, useEffect, useState } from 'react';
import { cx } from './class-names.ts';
import { copyText } from './copy-text.ts';
import { Icon } from './icon.tsx';

const SAID_MS = 1_600;

/** Copies `text`; says so for a moment. */
export function CopyButton(props: {
  readonly text: string;
  readonly label: string;
  /** Shows the label beside the sign. */
  readonly withLabel?: boolean;
  readonly className?: string;
}): JSX.Element {
  const { text, label, withLabel = false, className } = props;
  const [isDone, setDone] = useState(false);
  useEffect(() => {
    if (!isDone) return;
    const timer = setTimeout(() => setDone(false), SAID_MS);
    return () => clearTimeout(timer);
  }, [isDone]);
  return (
    <button
      type="button"
      aria-label={withLabel ? undefined : label}
      onClick={() => void copyText(text).then(() => setDone(true))}
      className={cx(
        'inline-flex h-7 shrink-0 items-center justify-center gap-1.5 rounded-4 text-12 font-medium text-ink-3 transition-colors hover:bg-hover hover:text-ink',
        withLabel ? 'px-2' : 'w-7',
        className,
      )}
    >
      <Icon name={isDone ? 'check' : 'copy'} size={14} className={isDone ? 'text-ok' : ''} />
      {withLabel && <span>{isDone ? 'Copied' : label}</span>}
      <span aria-live="polite" className="sr-only">
        {isDone ? 'Copied' : ''}
      </span>
    </button>
  );
}
