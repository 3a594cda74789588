import { type RefObject, useEffect, useRef, useState } from 'react';
import { isTyping } from './is-typing.ts';
import type { TableProps } from './table-props.ts';

type Keys<T> = Pick<TableProps<T>, 'rows' | 'rowKey' | 'onRowClick' | 'onRowToggle' | 'onEscape'>;
const FIRST = '[data-list-keys]';

/**
 * j and k go down and up, Enter opens, x selects, Escape lets go: in the first list of the page whose lines open.
 * @returns the key of the line one is at, which has the focus
 */
export function useListKeys<T>(list: RefObject<HTMLElement | null>, keys: Keys<T>): string | undefined {
  const [active, setActive] = useState<string | undefined>();
  const latest = useRef({ ...keys, active });
  useEffect(() => {
    latest.current = { ...keys, active };
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return;
      const { rows, rowKey, onRowClick, onRowToggle, onEscape, active: current } = latest.current;
      if (!list.current || document.querySelector(FIRST) !== list.current) return;
      const at = rows.findIndex((row) => rowKey(row) === current);
      const [row, step] = [rows[at], { j: 1, k: -1 }[event.key]];
      if (step !== undefined && rows.length > 0) {
        const next = rows[Math.min(rows.length - 1, Math.max(0, at + step))];
        setActive(next === undefined ? undefined : rowKey(next));
        event.preventDefault();
      } else if (event.key === 'x' && row !== undefined) onRowToggle?.(row);
      else if (event.key === 'Enter' && row !== undefined && isAt(event.target)) onRowClick?.(row);
      else if (event.key === 'Escape') {
        setActive(undefined);
        onEscape?.();
      }
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [list]);
  useEffect(() => {
    if (active !== undefined) list.current?.querySelector<HTMLElement>('[data-active-row]')?.focus();
  }, [list, active]);
  return active;
}

// Enter on a link or a button is theirs
const isAt = (target: EventTarget | null): boolean =>
  target === document.body || (target instanceof HTMLElement && target.matches('[role=row]'));
