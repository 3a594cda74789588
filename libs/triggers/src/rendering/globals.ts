import { TemplateRenderError } from '../templates/template-error.ts';
import { keyOf, refuseUndefined } from '../values/compare.ts';
import { iterated } from '../values/members.ts';
import { Callable, type Key, Structure, type Value, isDict } from '../values/value.ts';
import { integerArgument } from './invocation.ts';

/** Upstream: server/utilities/user_templates.py, MAX_TEMPLATE_RANGE (3.8.8). */
const RANGE_MAX = 100;

/** What `set space.name = …` writes to: the one thing that outlives a loop's body. */
export class Namespace extends Structure {
  readonly members = new Map<string, Value>();

  override member(name: string): Value | undefined {
    return this.members.get(name);
  }
}

function range(positional: readonly Value[]): Value {
  refuseUndefined(...positional);
  const given = positional.map((value) => integerArgument(value, 0));
  if (given.length < 1 || given.length > 3) throw new TemplateRenderError('range expects 1 to 3 arguments');
  const [start, stop, step] = given.length === 1 ? [0, given[0]!, 1] : [given[0]!, given[1]!, given[2] ?? 1];
  if (step === 0) throw new TemplateRenderError('range() arg 3 must not be zero');
  const length = Math.max(0, Math.ceil((stop - start) / step));
  if (length > RANGE_MAX)
    throw new TemplateRenderError(
      `Range too big. The sandbox blocks ranges larger than MAX_TEMPLATE_RANGE=${RANGE_MAX}.`,
    );
  return Array.from({ length }, (_, i) => start + i * step);
}

/** `dict(pairs, a=1)` and `namespace(a=1)` begin alike. */
function members(positional: readonly Value[], named: ReadonlyMap<string, Value>): Map<Key, Value> {
  const result = new Map<Key, Value>();
  for (const given of positional) {
    if (isDict(given)) for (const [key, value] of given) result.set(key, value);
    else
      for (const pair of iterated(given)) {
        const [key = null, value = null] = iterated(pair);
        result.set(keyOf(key), value);
      }
  }
  for (const [name, value] of named) result.set(name, value);
  return result;
}

/** What every template may use without being given it. */
export const GLOBALS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['range', new Callable(range)],
  ['dict', new Callable(members)],
  [
    'namespace',
    new Callable((positional, named) => {
      const space = new Namespace();
      for (const [key, value] of members(positional, named)) space.members.set(String(key), value);
      return space;
    }),
  ],
]);
