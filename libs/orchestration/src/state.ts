import { type JsonText, type Micros } from '@orch/kernel';
import { emptyStateDetails, type StateDetails } from './state-details.ts';
import { defaultStateName, type StateType } from './state-type.ts';

/** A state that was written, or is about to be: it has an id. */
export interface State {
  readonly id: string;
  readonly type: StateType;
  readonly name: string;
  /** When the run entered the state; the server's clock. */
  readonly timestampUs: Micros;
  readonly message: string | null;
  /** The user's data as raw JSON; usually where a result is stored, never the result itself. */
  readonly data: JsonText | null;
  readonly details: Readonly<StateDetails>;
}

/** A state somebody asks for. Id and timestamp are minted here, whatever the caller sent. */
export interface ProposedState {
  readonly type: StateType;
  /** null: named after the type. */
  readonly name: string | null;
  readonly message: string | null;
  readonly data: JsonText | null;
  readonly details: Readonly<StateDetails>;
}

/** A proposal while the rules work on it; belongs to one orchestration and may be changed in place. */
export interface DraftState {
  readonly type: StateType;
  name: string;
  timestampUs: Micros;
  readonly message: string | null;
  readonly data: JsonText | null;
  readonly details: StateDetails;
}

/** What may be left out when a state is proposed from inside the server. */
export type StateParts = Partial<Pick<ProposedState, 'name' | 'message' | 'data'>> & {
  readonly details?: Partial<StateDetails>;
};

/** A proposal with everything that is not given at its default. */
export const proposedState = (type: StateType, parts: StateParts = {}): ProposedState => ({
  type,
  name: parts.name ?? null,
  message: parts.message ?? null,
  data: parts.data ?? null,
  details: { ...emptyStateDetails(), ...parts.details },
});

/**
 * Starts a draft: a copy with the default name, and for SCHEDULED the current time if no time is given.
 * Upstream: schemas/states.py, class State, its two validators (3.8.8).
 */
export function draftOf(proposed: ProposedState, nowUs: Micros): DraftState {
  const details = { ...proposed.details };
  if (proposed.type === 'SCHEDULED') details.scheduledTimeUs ??= nowUs;
  return {
    type: proposed.type,
    name: proposed.name ?? defaultStateName(proposed.type),
    timestampUs: nowUs,
    message: proposed.message,
    data: proposed.data,
    details,
  };
}
