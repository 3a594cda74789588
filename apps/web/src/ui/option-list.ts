import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';

/** One line of a list to choose from. */
export interface Option<V extends string = string> {
  readonly value: V;
  readonly label: string;
  readonly hint?: string | undefined;
}

/** Lines that contain every word of the query, in any order. */
export function matching<T>(items: readonly T[], textOf: (item: T) => string, query: string): T[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return items.filter((item) => {
    const text = textOf(item).toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

interface OptionList {
  /** Index of the line that Enter would choose. */
  readonly active: number;
  readonly setActive: (index: number) => void;
  readonly listId: string;
  readonly optionId: (index: number) => string;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** Arrow keys over a list while the focus stays in its search box (ARIA combobox). */
export function useOptionList(count: number, choose: (index: number) => void): OptionList {
  const listId = useId();
  const [wanted, setActive] = useState(0);
  const active = Math.min(wanted, Math.max(0, count - 1));
  const optionId = (index: number): string => `${listId}-${index}`;
  const isFirst = useRef(true);
  useEffect(() => {
    if (isFirst.current) isFirst.current = false;
    else document.getElementById(`${listId}-${active}`)?.scrollIntoView({ block: 'nearest' });
  }, [active, listId]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && count > 0) {
      event.preventDefault();
      setActive((active + step + count) % count);
    } else if (event.key === 'Home' && count > 0) setActive(0);
    else if (event.key === 'End' && count > 0) setActive(count - 1);
    else if (event.key === 'Enter' && count > 0 && !event.nativeEvent.isComposing) {
      event.preventDefault();
      choose(active);
    }
  };
  return { active, setActive, listId, optionId, onKeyDown };
}
