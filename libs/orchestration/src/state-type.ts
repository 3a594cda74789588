/** The kinds of state a run can be in. The name of a state is free text; rules look at the type. */
export const STATE_TYPES = [
  'SCHEDULED',
  'PENDING',
  'RUNNING',
  'COMPLETED',
  'FAILED',
  'CANCELLED',
  'CRASHED',
  'PAUSED',
  'CANCELLING',
] as const;
export type StateType = (typeof STATE_TYPES)[number];

/** A set of state types as bits; bit 0 stands for "no state". */
export type StateMask = number;

/** The position of "no state"; the types follow from 1. */
export const NO_STATE = 0;

const CODES: Readonly<Record<StateType, number>> = {
  SCHEDULED: 1,
  PENDING: 2,
  RUNNING: 3,
  COMPLETED: 4,
  FAILED: 5,
  CANCELLED: 6,
  CRASHED: 7,
  PAUSED: 8,
  CANCELLING: 9,
};

/** How many codes there are, "no state" included. */
export const STATE_CODES = STATE_TYPES.length + 1;

/** The small number that stands for a type (1..9), or `NO_STATE` for null. */
export const stateCode = (type: StateType | null): number => (type === null ? NO_STATE : CODES[type]);

/** The mask that holds exactly these types; null stands for "no state". */
export function maskOf(...types: readonly (StateType | null)[]): StateMask {
  let mask = 0;
  for (const type of types) mask |= 1 << stateCode(type);
  return mask;
}

export const ANY_STATE: StateMask = maskOf(null, ...STATE_TYPES);
export const TERMINAL: StateMask = maskOf('COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED');

/** Whether the mask holds the code (see `stateCode`). */
export const inMask = (mask: StateMask, code: number): boolean => (mask & (1 << code)) !== 0;

/** Whether a run in this state has ended. */
export const isTerminal = (type: StateType): boolean => inMask(TERMINAL, CODES[type]);

/** Whether the text is one of the nine types. */
export const isStateType = (text: string): text is StateType => Object.hasOwn(CODES, text);

const NAMES: Readonly<Record<StateType, string>> = {
  SCHEDULED: 'Scheduled',
  PENDING: 'Pending',
  RUNNING: 'Running',
  COMPLETED: 'Completed',
  FAILED: 'Failed',
  CANCELLED: 'Cancelled',
  CRASHED: 'Crashed',
  PAUSED: 'Paused',
  CANCELLING: 'Cancelling',
};

/** The name of a state that was given none: its type with a capital letter. */
export const defaultStateName = (type: StateType): string => NAMES[type];
