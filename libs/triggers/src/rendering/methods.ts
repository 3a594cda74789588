import { TemplateRenderError } from '../templates/template-error.ts';
import { isEqual, keyOf } from '../values/compare.ts';
import { iterated } from '../values/members.ts';
import { textOf } from '../values/text.ts';
import { Tuple, type Value, isDict, isText, type Dict } from '../values/value.ts';
import type { Budget } from './budget.ts';
import { replaced, stripped } from './filters/text-filters.ts';
import { bound, integerArgument } from './invocation.ts';

type Arguments = readonly (Value | undefined)[];
interface Method<T> {
  readonly names: readonly string[];
  readonly run: (subject: T, args: Arguments, budget: Budget) => Value;
}

const words = (text: string): string =>
  text.replace(/\p{L}+/gu, ([first = '', ...rest]) => first.toUpperCase() + rest.join('').toLowerCase());

function split(text: string, separator: Value | undefined, countMax: number): Value {
  const isBlank = separator === undefined || separator === null;
  const between = isBlank ? '' : textOf(separator);
  if (!isBlank && between === '') throw new TemplateRenderError('empty separator');
  const parts = isBlank ? (text.trim() === '' ? [] : text.trim().split(/\s+/)) : text.split(between);
  if (countMax < 0 || parts.length <= countMax + 1) return parts;
  return [...parts.slice(0, countMax), parts.slice(countMax).join(isBlank ? ' ' : between)];
}

const startsOrEnds =
  (test: (text: string, part: string) => boolean) =>
  (text: string, [parts = '']: Arguments): Value =>
    (parts instanceof Tuple ? parts.items : [parts]).some((part) => test(text, textOf(part)));

const changing = (change: (text: string) => string): Method<string> => ({
  names: [],
  run: (text) => change(text),
});
const stripping = (ends: 'both' | 'start' | 'end'): Method<string> => ({
  names: ['chars'],
  run: (text, [chars]) => stripped(text, chars, ends),
});

const TEXT_METHODS = new Map<string, Method<string>>([
  ['upper', changing((text) => text.toUpperCase())],
  ['lower', changing((text) => text.toLowerCase())],
  ['title', changing(words)],
  ['capitalize', changing((text) => text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase())],
  ['strip', stripping('both')],
  ['lstrip', stripping('start')],
  ['rstrip', stripping('end')],
  [
    'split',
    { names: ['sep', 'maxsplit'], run: (text, [sep, max]) => split(text, sep, integerArgument(max, -1)) },
  ],
  ['startswith', { names: ['prefix'], run: startsOrEnds((text, part) => text.startsWith(part)) }],
  ['endswith', { names: ['suffix'], run: startsOrEnds((text, part) => text.endsWith(part)) }],
  ['find', { names: ['sub'], run: (text, [part = '']) => text.indexOf(textOf(part)) }],
  ['count', { names: ['sub'], run: (text, [part = '']) => text.split(textOf(part)).length - 1 }],
  [
    'replace',
    {
      names: ['old', 'new', 'count'],
      run: (text, [old = '', fresh = '', count], budget) =>
        replaced(text, textOf(old), textOf(fresh), integerArgument(count, -1), budget),
    },
  ],
  [
    'join',
    {
      names: ['iterable'],
      run: (text, [items = null], budget) => {
        const parts = iterated(items).map((one) => textOf(one));
        budget.text(parts.reduce((sum, part) => sum + part.length + text.length, 0));
        return parts.join(text);
      },
    },
  ],
]);

const DICT_METHODS = new Map<string, Method<Dict>>([
  ['items', { names: [], run: (dict) => [...dict].map((pair) => new Tuple(pair)) }],
  ['keys', { names: [], run: (dict) => [...dict.keys()] }],
  ['values', { names: [], run: (dict) => [...dict.values()] }],
  [
    'get',
    {
      names: ['key', 'default'],
      run: (dict, [key = null, absent = null]) => {
        const found = dict.get(keyOf(key));
        return found === undefined ? absent : found;
      },
    },
  ],
]);

const LIST_METHODS = new Map<string, Method<readonly Value[]>>([
  [
    'count',
    { names: ['value'], run: (list, [item = null]) => list.filter((one) => isEqual(one, item)).length },
  ],
]);

type Call = (positional: readonly Value[], named: ReadonlyMap<string, Value>) => Value;

/** `subject.name(…)` for the few methods of texts, lists and dicts that only read; undefined for any other. */
export function methodOf(subject: Value, name: string, budget: Budget): Call | undefined {
  const prepared = <T>(method: Method<T> | undefined, of: T, size: number): Call | undefined =>
    method &&
    ((positional, named) => {
      budget.items(size);
      return method.run(of, bound(method.names, positional, named), budget);
    });
  if (isText(subject)) return prepared(TEXT_METHODS.get(name), textOf(subject), textOf(subject).length / 128);
  if (isDict(subject)) return prepared(DICT_METHODS.get(name), subject, subject.size);
  if (Array.isArray(subject)) return prepared(LIST_METHODS.get(name), subject, subject.length);
  return undefined;
}
