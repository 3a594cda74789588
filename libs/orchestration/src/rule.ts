import { type Steps } from './effects.ts';
import { type StateMask } from './state-type.ts';
import { type FlowTransition, type TaskTransition, type Transition } from './transition.ts';

type Hook<T> = (transition: T) => Steps | void;

/**
 * One piece of orchestration. A hook that needs no effect returns nothing; one that does returns its steps.
 *
 * A *rule* sees a transition whose types are in `from` and `to`. If an earlier rule changed the proposal to another
 * type, it is skipped. Once entered, exactly one of these holds at the end, in reverse order: its own verdict left
 * `to` and nothing happens; the proposal still has the type it stands by and `after` runs; a later rule changed the
 * proposal and `cleanup` undoes what `before` did.
 * A *transform* runs its hooks on every transition, in order and in reverse, and looks itself whether a state is
 * written (`transition.proposed`).
 *
 * Upstream: orchestration/rules.py, classes BaseOrchestrationRule and BaseUniversalTransform (3.8.8).
 */
export interface Rule<T extends Transition> {
  readonly name: string;
  readonly kind: 'rule' | 'transform';
  readonly from: StateMask;
  readonly to: StateMask;
  readonly before?: Hook<T>;
  readonly after?: Hook<T>;
  readonly cleanup?: Hook<T>;
}

export type RunRule = Rule<Transition>;
export type FlowRule = Rule<FlowTransition>;
export type TaskRule = Rule<TaskTransition>;
