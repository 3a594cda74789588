import { useEffect, useRef, useState } from 'react';

interface Keys {
  readonly ids: readonly string[];
  readonly toggle: (id: string) => void;
  readonly open: (id: string) => void;
  readonly clear: () => void;
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest(
    'input:not([type=checkbox]),textarea,select,[contenteditable],[role=dialog],[role=menu],[role=listbox]',
  ) !== null;

/** j and k go down and up the list, x selects, Enter opens, Escape lets go. @returns the line one is at */
export function useRunKeys(keys: Keys): string | undefined {
  const [active, setActive] = useState<string | undefined>();
  const latest = useRef({ ...keys, active });
  useEffect(() => {
    latest.current = { ...keys, active };
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return;
      const { ids, toggle, open, clear, active: current } = latest.current;
      const at = current === undefined ? -1 : ids.indexOf(current);
      const step = { j: 1, k: -1 }[event.key];
      if (step !== undefined && ids.length > 0) {
        setActive(ids[Math.min(ids.length - 1, Math.max(0, at + step))]);
        event.preventDefault();
      } else if (event.key === 'x' && current !== undefined) toggle(current);
      else if (event.key === 'Enter' && current !== undefined && event.target === document.body)
        open(current);
      else if (event.key === 'Escape') {
        setActive(undefined);
        clear();
      }
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
  useEffect(() => {
    document.querySelector('[data-active-run]')?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return active;
}
