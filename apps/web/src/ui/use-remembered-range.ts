import { useState } from 'react';
import type { DateRange } from './range.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

function read(key: string): DateRange | undefined {
  try {
    const { kind, hours, from, to } = JSON.parse(localStorage.getItem(key) ?? '{}') as Record<
      string,
      unknown
    >;
    if (kind === 'last' && typeof hours === 'number' && hours > 0) return { kind, hours };
    if (kind === 'days' && DAY.test(String(from)) && DAY.test(String(to)))
      return { kind, from: String(from), to: String(to) };
  } catch {
    // what cannot be read, or a browser that keeps nothing: as if nothing was chosen
  }
  return undefined;
}

/** A range that this browser remembers under a name. */
export function useRememberedRange(
  name: string,
  usual: DateRange,
): readonly [range: DateRange, choose: (range: DateRange) => void] {
  const key = `orch.range.${name}`;
  const [range, setRange] = useState(() => read(key) ?? usual);
  const choose = (next: DateRange): void => {
    setRange(next);
    try {
      localStorage.setItem(key, JSON.stringify(next));
    } catch {
      // then it is chosen for this visit only
    }
  };
  return [range, choose];
}
