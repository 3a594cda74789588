import { TemplateRenderError } from '../templates/template-error.ts';
import { type Spend, compare, contains, isEqual, refuseUndefined } from '../values/compare.ts';
import { calculate } from '../values/arithmetic.ts';
import { textOf } from '../values/text.ts';
import {
  Callable,
  Float,
  Markup,
  Tuple,
  Undefined,
  type Value,
  isDict,
  isList,
  isText,
} from '../values/value.ts';
import { type Test, bound } from './invocation.ts';

type Judge = (value: Value, other: Value, spend: Spend) => boolean;

const ofValue =
  (judge: (value: Value) => boolean): Test =>
  ({ value, positional, named }) => {
    bound([], positional, named);
    return judge(value);
  };
const withOther =
  (judge: Judge): Test =>
  ({ value, positional, named, surroundings }) => {
    const [other] = bound(['other'], positional, named);
    if (other === undefined) throw new TemplateRenderError('the test needs an argument');
    return judge(value, other, surroundings.budget.items);
  };

const isSequence = (value: Value): boolean =>
  isText(value) || isList(value) || isDict(value) || value instanceof Tuple || value instanceof Undefined;
const isDivisible: Judge = (value, by) => isEqual(calculate('%', value, by, 0), 0);
const ordered = (judge: (order: number) => boolean): Test =>
  withOther((value, other, spend) => {
    refuseUndefined(value, other);
    return judge(compare(value, other, spend));
  });

const equal = withOther(isEqual);
const unequal = withOther((value, other, spend) => !isEqual(value, other, spend));
const greater = ordered((order) => order > 0);
const less = ordered((order) => order < 0);
const atLeast = ordered((order) => order >= 0);
const atMost = ordered((order) => order <= 0);
/** Has letters with cases, all of the same one. */
const isCased = (text: string, same: string): boolean =>
  text === same && text.toLowerCase() !== text.toUpperCase();

/** Every test of Jinja 3.1, by name. */
export const TESTS: ReadonlyMap<string, Test> = new Map<string, Test>([
  ['defined', ofValue((value) => !(value instanceof Undefined))],
  ['undefined', ofValue((value) => value instanceof Undefined)],
  ['none', ofValue((value) => value === null)],
  ['boolean', ofValue((value) => typeof value === 'boolean')],
  ['true', ofValue((value) => value === true)],
  ['false', ofValue((value) => value === false)],
  ['integer', ofValue((value) => typeof value === 'number')],
  ['float', ofValue((value) => value instanceof Float)],
  ['number', ofValue((value) => ['number', 'boolean'].includes(typeof value) || value instanceof Float)],
  ['string', ofValue(isText)],
  ['mapping', ofValue(isDict)],
  ['sequence', ofValue(isSequence)],
  ['iterable', ofValue(isSequence)],
  ['callable', ofValue((value) => value instanceof Callable)],
  ['escaped', ofValue((value) => value instanceof Markup)],
  ['lower', ofValue((value) => isCased(textOf(value), textOf(value).toLowerCase()))],
  ['upper', ofValue((value) => isCased(textOf(value), textOf(value).toUpperCase()))],
  ['odd', ofValue((value) => isEqual(calculate('%', value, 2, 0), 1))],
  ['even', ofValue((value) => isEqual(calculate('%', value, 2, 0), 0))],
  ['divisibleby', withOther(isDivisible)],
  ['sameas', withOther((value, other) => value === other)],
  ['in', withOther((value, other, spend) => contains(other, value, spend))],
  ['filter', ({ value, surroundings }) => surroundings.filterNames.has(textOf(value))],
  ['test', ({ value, surroundings }) => surroundings.testNames.has(textOf(value))],
  ...(['==', 'eq', 'equalto'] as const).map((name) => [name, equal] as const),
  ...(['!=', 'ne'] as const).map((name) => [name, unequal] as const),
  ...(['>', 'gt', 'greaterthan'] as const).map((name) => [name, greater] as const),
  ...(['<', 'lt', 'lessthan'] as const).map((name) => [name, less] as const),
  ...(['>=', 'ge'] as const).map((name) => [name, atLeast] as const),
  ...(['<=', 'le'] as const).map((name) => [name, atMost] as const),
]);
