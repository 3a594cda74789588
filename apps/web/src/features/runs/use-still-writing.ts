import type { StateType } from '@orch/contract';
import { useEffect, useState } from 'react';
import { isUnderway } from './run-actions.tsx';

/** The last lines of a run come after its last state: its logs are sent in batches. */
const LATE_MS = 20_000;

const leftMsOf = (end: string): number => Date.parse(end) + LATE_MS - Date.now();

/** Whether more may come of a run: while it is under way, and for some moments after. */
export function useStillWriting(run: {
  readonly state_type: StateType | null;
  readonly end_time: string | null;
}): boolean {
  const isGoing = isUnderway(run.state_type);
  const { end_time: end } = run;
  // whoever opens the page of a run that is long over reads from its first line
  const [settled, setSettled] = useState(end !== null && leftMsOf(end) <= 0 ? end : null);
  useEffect(() => {
    if (isGoing || end === null) return;
    // the clock of the browser may be another than the server's
    const timer = setTimeout(() => setSettled(end), Math.min(Math.max(leftMsOf(end), 0), LATE_MS));
    return () => clearTimeout(timer);
  }, [isGoing, end]);
  return isGoing || (end !== null && settled !== end);
}
