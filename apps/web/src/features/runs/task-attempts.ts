import type { StateResponse } from '@orch/contract';

/** One try of a task: from when it ran, and what ended it. */
export interface Attempt {
  readonly number: number;
  readonly start: string;
  /** `undefined` while it runs. */
  readonly end: StateResponse | undefined;
  readonly seconds: number | undefined;
}

/** The tries of a task by the states it was in: each begins with a state of type RUNNING and ends with the next of another. */
export function attemptsOf(states: readonly StateResponse[]): readonly Attempt[] {
  const inOrder = [...states].sort((a, b) => a.timestamp.localeCompare(b.timestamp));
  const attempts: Attempt[] = [];
  for (const state of inOrder) {
    const last = attempts.at(-1);
    if (state.type === 'RUNNING' && last?.end === undefined && last) continue; // only its name changed
    if (state.type === 'RUNNING')
      attempts.push({
        number: attempts.length + 1,
        start: state.timestamp,
        end: undefined,
        seconds: undefined,
      });
    else if (last && last.end === undefined) {
      const seconds = (Date.parse(state.timestamp) - Date.parse(last.start)) / 1000;
      attempts[attempts.length - 1] = { ...last, end: state, seconds };
    }
  }
  return attempts;
}
