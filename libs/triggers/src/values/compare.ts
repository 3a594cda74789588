import { TemplateRenderError } from '../templates/template-error.ts';
import { compareText, textOf } from './text.ts';
import { Float, type Key, Tuple, Undefined, type Value, isDict, isList, isText, typeName } from './value.ts';

/** The number of an integer, float or boolean. */
export const numberOf = (value: Value): number | undefined => {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  return value instanceof Float ? value.value : undefined;
};

/** Whether a condition holds. */
export function isTrue(value: Value): boolean {
  const number = numberOf(value);
  if (number !== undefined) return number !== 0;
  if (value === null || value instanceof Undefined) return false;
  if (isText(value)) return textOf(value) !== '';
  if (isDict(value)) return value.size > 0;
  return sequenceOf(value)?.length !== 0;
}

/** The items of a list or tuple. */
export const sequenceOf = (value: Value): readonly Value[] | undefined =>
  isList(value) ? value : value instanceof Tuple ? value.items : undefined;

/** Told how many items are looked at, so that comparing large values is paid for. */
export type Spend = (items: number) => void;
const forFree: Spend = () => undefined;
const CHARACTERS_PER_ITEM = 128;
/** Order is told character by character. */
const CHARACTERS_PER_COMPARED_ITEM = 16;

export function isEqual(left: Value, right: Value, spend = forFree): boolean {
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a !== undefined || b !== undefined) return a === b;
  if (isText(left) && isText(right)) {
    spend(textOf(left).length / CHARACTERS_PER_ITEM);
    return textOf(left) === textOf(right);
  }
  if (left instanceof Undefined) return right instanceof Undefined;
  if (isDict(left) && isDict(right)) {
    if (left.size !== right.size) return false;
    spend(left.size);
    return [...left].every(([key, item]) => right.has(key) && isEqual(item, right.get(key)!, spend));
  }
  if (isList(left) !== isList(right)) return false;
  const [one, other] = [sequenceOf(left), sequenceOf(right)];
  if (!one || !other) return left === right;
  if (one.length !== other.length) return false;
  spend(one.length);
  return one.every((item, i) => isEqual(item, other[i]!, spend));
}

/** Negative, zero or positive. @throws TemplateRenderError for values that have no order */
export function compare(left: Value, right: Value, spend = forFree): number {
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a !== undefined && b !== undefined) return a - b;
  if (isText(left) && isText(right)) {
    spend(textOf(left).length / CHARACTERS_PER_COMPARED_ITEM);
    return compareText(textOf(left), textOf(right));
  }
  const [one, other] = [sequenceOf(left), sequenceOf(right)];
  if (!one || !other || isList(left) !== isList(right)) {
    refuseUndefined(left, right);
    throw new TemplateRenderError(`'<' not supported between ${typeName(left)} and ${typeName(right)}`);
  }
  spend(one.length);
  const at = one.findIndex((item, i) => i >= other.length || !isEqual(item, other[i]!, spend));
  if (at < 0) return one.length - other.length;
  return at >= other.length ? 1 : compare(one[at]!, other[at]!, spend);
}

/** `item in container`. */
export function contains(container: Value, item: Value, spend = forFree): boolean {
  if (container instanceof Undefined) return false;
  if (isDict(container)) return container.has(keyOf(item));
  if (isText(container)) {
    spend(textOf(container).length / CHARACTERS_PER_ITEM);
    if (isText(item)) return textOf(container).includes(textOf(item));
    refuseUndefined(item);
    throw new TemplateRenderError(`'in <string>' requires string as left operand, not ${typeName(item)}`);
  }
  const items = sequenceOf(container);
  if (!items) throw new TemplateRenderError(`argument of type '${typeName(container)}' is not iterable`);
  spend(items.length);
  return items.some((one) => isEqual(one, item, spend));
}

/** @throws TemplateRenderError when one of the values is undefined: nothing can be done with those */
export function refuseUndefined(...values: readonly Value[]): void {
  const missing = values.find((value) => value instanceof Undefined);
  if (missing instanceof Undefined) throw new TemplateRenderError(`'${missing.name}' is undefined`);
}

/** A value as the key of a dict. @throws TemplateRenderError for lists and the like */
export function keyOf(value: Value): Key {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  if (isText(value)) return textOf(value);
  if (value instanceof Float) return value.value;
  throw new TemplateRenderError(`unhashable type: '${typeName(value)}'`);
}
