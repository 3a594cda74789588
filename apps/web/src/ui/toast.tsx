import { Toast as Base } from 'radix-ui';
import { type JSX, type ReactNode, useSyncExternalStore } from 'react';
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
  const remove = (open: boolean): void => {
    if (!open) change(entries.filter((entry) => entry.id !== id));
  };
  return (
    <Base.Root
      type={kind === 'error' ? 'foreground' : 'background'}
      duration={SHOWN_MS[kind]}
      onOpenChange={remove}
      className="flex items-start gap-2.5 rounded-8 border border-line bg-raised py-2.5 pr-2 pl-3 shadow-1 animate-rise data-[swipe=move]:translate-x-(--radix-toast-swipe-move-x)"
    >
      <Icon
        name={kind === 'ok' ? 'checkCircle' : 'alert'}
        className={cx('mt-0.5', kind === 'ok' ? 'text-ok' : 'text-danger')}
      />
      <div className="min-w-0 flex-1">
        <Base.Title className="text-13 font-medium break-words">{text}</Base.Title>
        {detail && <Base.Description className="text-12 break-words text-ink-2">{detail}</Base.Description>}
      </div>
      <Base.Close asChild>
        <IconButton icon="x" label="Dismiss" size="small" className="-my-1" />
      </Base.Close>
    </Base.Root>
  );
}

/** Once around the app: where toasts appear. */
export function ToastPlace({ children }: { children: ReactNode }): JSX.Element {
  const shown = useSyncExternalStore(subscribe, () => entries);
  return (
    <Base.Provider swipeDirection="right" label="Message">
      {children}
      {shown.map((entry) => (
        <Entry key={entry.id} {...entry} />
      ))}
      <Base.Viewport className="fixed right-0 bottom-0 z-60 flex w-full max-w-[360px] flex-col gap-2 p-4 outline-none" />
    </Base.Provider>
  );
}
