import { TemplateRenderError } from '../templates/template-error.ts';
import { refuseUndefined } from '../values/compare.ts';
import { type Value, isText, typeName } from '../values/value.ts';
import type { Budget } from './budget.ts';

/** What a filter or test is called with. */
export interface Invocation {
  readonly value: Value;
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
  readonly surroundings: Surroundings;
}

export type Filter = (invocation: Invocation) => Value;
export type Test = (invocation: Invocation) => boolean;

/** What filters may use besides their arguments. */
export interface Surroundings {
  readonly budget: Budget;
  /** @throws TemplateRenderError when there is no filter of that name */
  filter(name: string, invocation: Omit<Invocation, 'surroundings'>): Value;
  test(name: string, invocation: Omit<Invocation, 'surroundings'>): boolean;
  readonly filterNames: ReadonlySet<string>;
  readonly testNames: ReadonlySet<string>;
}

type Arguments = readonly (Value | undefined)[];

/**
 * A filter with parameters of these names. Absent arguments are `undefined`.
 * The filter throws TemplateRenderError for arguments that it does not have.
 */
export const withParameters =
  (names: readonly string[], run: (value: Value, args: Arguments, budget: Budget) => Value): Filter =>
  ({ value, positional, named, surroundings }) =>
    run(value, bound(names, positional, named), surroundings.budget);

/** Arguments in the order of the parameters. */
export function bound(
  names: readonly string[],
  positional: readonly Value[],
  named: ReadonlyMap<string, Value>,
): Arguments {
  if (positional.length > names.length)
    throw new TemplateRenderError(
      `takes at most ${names.length} arguments but ${positional.length} were given`,
    );
  const args: (Value | undefined)[] = names.map((_, i) => positional[i]);
  for (const [name, value] of named) {
    const at = names.indexOf(name);
    if (at < 0) throw new TemplateRenderError(`got an unexpected keyword argument '${name}'`);
    if (args[at] !== undefined) throw new TemplateRenderError(`got multiple values for argument '${name}'`);
    args[at] = value;
  }
  return args;
}

/** A whole number given as argument. @throws TemplateRenderError */
export function integerArgument(value: Value | undefined, absent: number): number {
  if (value === undefined) return absent;
  refuseUndefined(value);
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'number') return value;
  throw new TemplateRenderError(`an integer is required, not ${typeName(value)}`);
}

/** @throws TemplateRenderError for values that are no text */
export function refuseNoText(value: Value): void {
  refuseUndefined(value);
  if (!isText(value)) throw new TemplateRenderError(`a text is required, not ${typeName(value)}`);
}
