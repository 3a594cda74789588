import { TemplateRenderError } from '../../templates/template-error.ts';
import { calculate } from '../../values/arithmetic.ts';
import { compare, isEqual, isTrue, sequenceOf } from '../../values/compare.ts';
import { atPath, iterated, lengthOf } from '../../values/members.ts';
import { textOf } from '../../values/text.ts';
import { Tuple, Undefined, type Value, isDict, isText, typeName } from '../../values/value.ts';
import type { Budget } from '../budget.ts';
import { type Filter, integerArgument, withParameters } from '../invocation.ts';

/** A text that is made smaller is a new one: it is paid for. */
const CHARACTERS_PER_ITEM = 16;
const caseOf = (isCaseSensitive: Value | undefined, budget: Budget): ((value: Value) => Value) =>
  isTrue(isCaseSensitive ?? false)
    ? (value) => value
    : (value) => {
        if (!isText(value)) return value;
        budget.items(textOf(value).length / CHARACTERS_PER_ITEM);
        return textOf(value).toLowerCase();
      };

/** The items, counted. */
function all(value: Value, budget: Budget): readonly Value[] {
  const items = iterated(value);
  budget.items(items.length);
  return items;
}

/** Stable, as Python's sorting is; comparisons are counted. */
function sorted<T>(items: readonly T[], keyOf: (item: T) => Value, isReversed: boolean, budget: Budget): T[] {
  budget.items(items.length * Math.ceil(Math.log2(items.length + 1)));
  const keyed = items.map((one) => ({ one, key: keyOf(one) }));
  keyed.sort((a, b) =>
    isReversed ? compare(b.key, a.key, budget.items) : compare(a.key, b.key, budget.items),
  );
  return keyed.map(({ one }) => one);
}

/** `attribute='age,name'` sorts by several members. */
function sortKey(attribute: Value, fold: (value: Value) => Value, budget: Budget): (value: Value) => Value {
  const paths = isText(attribute) ? textOf(attribute).split(',') : [attribute];
  return (value) => paths.map((path) => fold(atPath(value, path, undefined, budget.items)));
}

function unique(items: readonly Value[], keyOf: (value: Value) => Value, budget: Budget): Value[] {
  const kept: { readonly one: Value; readonly key: Value }[] = [];
  for (const one of items) {
    const key = keyOf(one);
    budget.items(kept.length);
    if (!kept.some((known) => isEqual(known.key, key, budget.items))) kept.push({ one, key });
  }
  return kept.map(({ one }) => one);
}

function extreme(sign: 1 | -1): Filter {
  return withParameters(['case_sensitive', 'attribute'], (value, [sensitive, attribute = null], budget) => {
    const fold = caseOf(sensitive, budget);
    let best: { readonly one: Value; readonly key: Value } | undefined;
    for (const one of all(value, budget)) {
      const key = fold(atPath(one, attribute, undefined, budget.items));
      if (!best || compare(key, best.key, budget.items) * sign > 0) best = { one, key };
    }
    return best?.one ?? (best ? null : new Undefined('No aggregated item, sequence was empty.'));
  });
}

function batches(items: readonly Value[], size: number, fill: Value): Value[] {
  if (size < 1) throw new TemplateRenderError('batch needs a positive count');
  const rows: Value[][] = [];
  for (let i = 0; i < items.length; i += size) rows.push(items.slice(i, i + size));
  const last = rows.at(-1);
  while (last && fill !== null && last.length < size) last.push(fill);
  return rows;
}

function grouped(
  items: readonly Value[],
  path: Value,
  fallback: Value | undefined,
  sensitive: Value,
  budget: Budget,
): Value[] {
  const fold = caseOf(sensitive, budget);
  const keyOf = (one: Value): Value => fold(atPath(one, path, fallback, budget.items));
  const groups: { readonly key: Value; readonly members: Value[] }[] = [];
  for (const one of sorted(items, keyOf, false, budget)) {
    const last = groups.at(-1);
    if (last && isEqual(last.key, keyOf(one), budget.items)) last.members.push(one);
    else groups.push({ key: keyOf(one), members: [one] });
  }
  return groups.map(
    ({ members }) =>
      new Tuple([atPath(members[0]!, path, fallback, budget.items), members], ['grouper', 'list']),
  );
}

const edge = (which: 'first' | 'last'): Filter =>
  withParameters([], (value, _, budget) => {
    const found = all(value, budget).at(which === 'first' ? 0 : -1);
    return found === undefined ? new Undefined(`No ${which} item, sequence was empty.`) : found;
  });

const pairs = (value: Value, budget: Budget): Tuple[] => {
  if (!isDict(value)) throw new TemplateRenderError(`a mapping is required, not ${typeName(value)}`);
  budget.items(value.size);
  return [...value].map(([key, member]) => new Tuple([key, member]));
};

const length = withParameters([], (value, _, budget) => {
  if (isText(value)) budget.items(textOf(value).length);
  return lengthOf(value);
});
const orDefault = withParameters(['default_value', 'boolean'], (value, [absent = '', ofFalse = false]) =>
  value instanceof Undefined || (isTrue(ofFalse) && !isTrue(value)) ? absent : value,
);

/** Filters of lists and dicts, by name. They behave as those of Jinja 3.1; where those answer generators, these lists. */
export const LIST_FILTERS: Readonly<Record<string, Filter>> = {
  default: orDefault,
  d: orDefault,
  length,
  count: length,
  first: edge('first'),
  last: edge('last'),
  list: withParameters([], (value, _, budget) => [...all(value, budget)]),
  join: withParameters(['d', 'attribute'], (value, [separator = '', attribute = null], budget) => {
    const parts = all(value, budget).map((one) =>
      budget.print(atPath(one, attribute, undefined, budget.items)),
    );
    const between = textOf(separator);
    budget.text(parts.reduce((sum, part) => sum + part.length + between.length, 0));
    return parts.join(between);
  }),
  sort: withParameters(
    ['reverse', 'case_sensitive', 'attribute'],
    (value, [reverse = false, sensitive, attribute = null], budget) =>
      sorted(
        all(value, budget),
        sortKey(attribute, caseOf(sensitive, budget), budget),
        isTrue(reverse),
        budget,
      ),
  ),
  unique: withParameters(['case_sensitive', 'attribute'], (value, [sensitive, attribute = null], budget) =>
    unique(
      all(value, budget),
      (one) => caseOf(sensitive, budget)(atPath(one, attribute, undefined, budget.items)),
      budget,
    ),
  ),
  min: extreme(-1),
  max: extreme(1),
  sum: withParameters(['attribute', 'start'], (value, [attribute = null, start = 0], budget) =>
    all(value, budget).reduce<Value>((sum, one) => {
      const added = atPath(one, attribute, undefined, budget.items);
      const total = calculate('+', sum, added, budget.limits.outputCharactersMax);
      budget.items(
        isText(total) ? textOf(total).length / CHARACTERS_PER_ITEM : (sequenceOf(total)?.length ?? 0),
      );
      return total;
    }, start),
  ),
  reverse: withParameters([], (value, _, budget) => {
    const items = [...all(value, budget)].reverse();
    return isText(value) ? items.map((one) => textOf(one)).join('') : items;
  }),
  batch: withParameters(['linecount', 'fill_with'], (value, [size, fill = null], budget) => {
    budget.items(integerArgument(size, 0));
    return batches(all(value, budget), integerArgument(size, 0), fill);
  }),
  groupby: withParameters(
    ['attribute', 'default', 'case_sensitive'],
    (value, [attribute = null, fallback, sensitive = false], budget) =>
      grouped(all(value, budget), attribute, fallback === null ? undefined : fallback, sensitive, budget),
  ),
  items: withParameters([], (value, _, budget) => (value instanceof Undefined ? [] : pairs(value, budget))),
  dictsort: withParameters(
    ['case_sensitive', 'by', 'reverse'],
    (value, [sensitive, by = 'key', reverse = false], budget) => {
      const at = ['key', 'value'].indexOf(textOf(by));
      if (at < 0) throw new TemplateRenderError('You can only sort by either "key" or "value"');
      const fold = caseOf(sensitive, budget);
      return sorted(pairs(value, budget), (pair) => fold(pair.items[at]!), isTrue(reverse), budget);
    },
  ),
};
