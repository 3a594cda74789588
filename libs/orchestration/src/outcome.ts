import { type Effect } from './effects.ts';
import { type State } from './state.ts';

/** Why and how the answer came about, by status. */
export type Decision =
  | { readonly status: 'ACCEPT'; readonly details: { readonly type: 'accept_details' } }
  | {
      readonly status: 'REJECT';
      readonly details: { readonly type: 'reject_details'; readonly reason: string };
    }
  | {
      readonly status: 'WAIT';
      readonly details: {
        readonly type: 'wait_details';
        readonly delaySeconds: number;
        readonly reason: string;
      };
    }
  | {
      readonly status: 'ABORT';
      readonly details: { readonly type: 'abort_details'; readonly reason: string };
    };

/** What an orchestration decided. The caller writes it, then runs `afterEffects`, all in one transaction. */
export type Outcome<Patch> = Decision & {
  /** The new state to write; null: none is written and the answer shows the current one. */
  readonly state: State | null;
  /** Columns of the run to write, possibly also when no state is written. */
  readonly run: Patch;
  readonly afterEffects: readonly Effect[];
};

export const ACCEPTED: Decision = { status: 'ACCEPT', details: { type: 'accept_details' } };
