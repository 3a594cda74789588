import { TemplateRenderError } from '../../templates/template-error.ts';
import { isTrue } from '../../values/compare.ts';
import { atPath, attribute, iterated } from '../../values/members.ts';
import { textOf } from '../../values/text.ts';
import { Structure, Undefined, type Value } from '../../values/value.ts';
import { type Filter, type Invocation, withParameters } from '../invocation.ts';

/** `map(attribute='name')`, or `map('upper')` with the arguments of that filter. */
const map: Filter = ({ value, positional, named, surroundings }) => {
  if (!isTrue(value)) return [];
  const items = iterated(value);
  surroundings.budget.items(items.length);
  const attribute = named.get('attribute');
  if (positional.length === 0 && attribute !== undefined) {
    const unknown = [...named.keys()].find((name) => name !== 'attribute' && name !== 'default');
    if (unknown !== undefined) throw new TemplateRenderError(`Unexpected keyword argument '${unknown}'`);
    const fallback = named.get('default');
    return items.map((one) =>
      atPath(one, attribute, fallback === null ? undefined : fallback, surroundings.budget.items),
    );
  }
  const [name, ...rest] = positional;
  if (name === undefined) throw new TemplateRenderError('map requires a filter argument');
  return items.map((one) => {
    surroundings.budget.step();
    return surroundings.filter(textOf(name), { value: one, positional: rest, named });
  });
};

/** Keeps the items for which a test holds, or does not; `byAttribute`: the test is about a member of theirs. */
const choose =
  (isKept: boolean, byAttribute: boolean): Filter =>
  ({ value, positional, named, surroundings }: Invocation) => {
    if (!isTrue(value)) return [];
    const items = iterated(value);
    surroundings.budget.items(items.length);
    const [path, ...others] = byAttribute ? positional : [null, ...positional];
    if (path === undefined) throw new TemplateRenderError('Missing parameter for attribute name');
    const [name, ...rest] = others;
    return items.filter((one) => {
      surroundings.budget.step();
      const subject: Value = atPath(one, path, undefined, surroundings.budget.items);
      const holds =
        name === undefined
          ? isTrue(subject)
          : surroundings.test(textOf(name), { value: subject, positional: rest, named });
      return holds === isKept;
    });
  };

/** Filters that take the names of other filters and tests. They behave as those of Jinja 3.1. */
export const CHOOSING_FILTERS: Readonly<Record<string, Filter>> = {
  map,
  attr: withParameters(['name'], (value, [name = '']) =>
    value instanceof Structure ? attribute(value, textOf(name)) : new Undefined(textOf(name)),
  ),
  select: choose(true, false),
  reject: choose(false, false),
  selectattr: choose(true, true),
  rejectattr: choose(false, true),
};
