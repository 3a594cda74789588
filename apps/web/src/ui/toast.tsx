import { type JSX, type ReactNode, useEffect, useSyncExternalStore } from 'react';
import { IconButton } from './button.tsx';
import { cx } from './class-names.ts';
import { Icon } from './icon.tsx';

type ToastKind = 'ok' | 'error';
interface ToastEntry {
  readonly id: number;
  readonly kind: ToastKind;
  readonly text: string;
  readonly detail?: string | undefined;
}

let entries: readonly ToastEntry[] = [];
let lastId = 0;
const listeners = new Set<() => void>();
const change = (next: readonly ToastEntry[]): void => {
  entries = next;
  for (const listener of listeners) listener();
};
const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
const dismiss = (id: number): void => change(entries.filter((entry) => entry.id !== id));

const SHOWN_MAX = 3;
const show = (kind: ToastKind, text: string, detail?: string): void =>
  change([...entries, { id: ++lastId, kind, text, detail }].slice(-SHOWN_MAX));

/** Says that something was done, or that it failed, wherever the person is by now. */
export const toast = {
  ok: (text: string, detail?: string): void => show('ok', text, detail),
  error: (text: string, detail?: string): void => show('error', text, detail),
};

const SHOWN_MS = { ok: 4_000, error: 9_000 } as const;

function Entry({ id, kind, text, detail }: ToastEntry): JSX.Element {
  useEffect(() => {
    const timer = setTimeout(() => dismiss(id), SHOWN_MS[kind]);
    return () => clearTimeout(timer);
  }, [id, kind]);
  return (
    <li
      role={kind === 'error' ? 'alert' : 'status'}
      className="pointer-events-auto flex items-start gap-2.5 rounded-8 border border-line bg-raised py-2.5 pr-2 pl-3 shadow-1 animate-rise"
    >
      <Icon
        name={kind === 'ok' ? 'checkCircle' : 'alert'}
        className={cx('mt-0.5', kind === 'ok' ? 'text-ok' : 'text-danger')}
      />
      <div className="min-w-0 flex-1">
        <p className="text-13 font-medium break-words">{text}</p>
        {detail && <p className="text-12 break-words text-ink-2">{detail}</p>}
      </div>
      <IconButton icon="x" label="Dismiss" size="small" className="-my-1" onClick={() => dismiss(id)} />
    </li>
  );
}

/** Once around the app: where toasts appear. The list is there before its entries, so that they are read out. */
export function ToastPlace({ children }: { readonly children: ReactNode }): JSX.Element {
  const shown = useSyncExternalStore(subscribe, () => entries);
  return (
    <>
      {children}
      <ul
        aria-label="Messages"
        aria-live="polite"
        className="pointer-events-none fixed right-0 bottom-0 z-60 flex w-full max-w-[360px] flex-col gap-2 p-4"
      >
        {shown.map((entry) => (
          <Entry key={entry.id} {...entry} />
        ))}
      </ul>
    </>
  );
}
