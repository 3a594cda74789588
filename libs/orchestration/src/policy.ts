import { type Rule } from './rule.ts';
import { inMask, STATE_CODES } from './state-type.ts';
import { type FlowTransition, type TaskTransition, type Transition } from './transition.ts';

/** Rules in order, looked up by the types of a transition. */
export class Policy<T extends Transition> {
  private readonly table: readonly (readonly Rule<T>[])[];

  constructor(
    readonly name: string,
    /** The policy's own rules, in order. */
    readonly rules: readonly Rule<T>[],
    /** The bookkeeping that follows them on every transition. */
    readonly transforms: readonly Rule<T>[],
  ) {
    const all = [...rules, ...transforms];
    this.table = Array.from({ length: STATE_CODES * STATE_CODES }, (_, index) => {
      const from = Math.floor(index / STATE_CODES);
      const to = index % STATE_CODES;
      return all.filter((rule) => inMask(rule.from, from) && inMask(rule.to, to));
    });
  }

  /** What governs a transition between two codes (`stateCode`). */
  rulesFor(fromCode: number, toCode: number): readonly Rule<T>[] {
    return this.table[fromCode * STATE_CODES + toCode] ?? [];
  }
}

export type FlowPolicy = Policy<FlowTransition>;
export type TaskPolicy = Policy<TaskTransition>;
