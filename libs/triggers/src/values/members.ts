import { TemplateRenderError } from '../templates/template-error.ts';
import { type Spend, keyOf, numberOf, refuseUndefined, sequenceOf } from './compare.ts';
import { textOf } from './text.ts';
import { Float, Structure, Tuple, Undefined, type Value, isDict, isList, isText, typeName } from './value.ts';

/** Parts of `[start:stop:step]`. */
export class Slice {
  constructor(
    readonly start: Value,
    readonly stop: Value,
    readonly step: Value,
  ) {}
}

/** `of.name`: a key of a dict or a member of a structure. Anything else has none. */
export function attribute(of: Value, name: string): Value {
  if (of instanceof Undefined) return of;
  let found: Value | undefined;
  if (of instanceof Structure) found = of.member(name);
  else if (isDict(of)) found = of.get(name);
  else if (of instanceof Tuple) found = of.items[of.names.indexOf(name)];
  return found === undefined ? new Undefined(name) : found;
}

/** `of[key]`: what is not there is undefined. */
export function item(of: Value, key: Value): Value {
  if (of instanceof Undefined) return of;
  if (isDict(of) || of instanceof Structure) {
    if (sequenceOf(key) || isDict(key)) return new Undefined(textOf(key));
    const found = isDict(of) ? of.get(keyOf(key)) : of.member(textOf(key));
    return found === undefined ? new Undefined(textOf(key)) : found;
  }
  const items = sequenceOf(of);
  const index = key instanceof Float ? undefined : numberOf(key);
  if ((!items && !isText(of)) || index === undefined) return new Undefined(textOf(key));
  const found = items ? items[index < 0 ? items.length + index : index] : characterAt(textOf(of), index);
  return found === undefined ? new Undefined(textOf(key)) : found;
}

/** A character is one unit of JavaScript or two, so no more of the text than that is looked at. */
function characterAt(text: string, index: number): string | undefined {
  return index < 0
    ? [...text.slice(Math.max(0, text.length + 2 * index))].at(index)
    : [...text.slice(0, 2 * (index + 1))][index];
}

/** `of[start:stop:step]`. @throws TemplateRenderError */
export function sliced(of: Value, slice: Slice): Value {
  if (of instanceof Undefined) return of;
  const items = sequenceOf(of) ?? (isText(of) ? [...textOf(of)] : undefined);
  if (!items) return new Undefined('slice');
  const step = bound(slice.step) ?? 1;
  if (step === 0) throw new TemplateRenderError('slice step cannot be zero');
  const { length } = items;
  const place = (given: Value, first: number, last: number, absent: number): number => {
    const at = bound(given);
    if (at === undefined) return absent;
    return Math.min(Math.max(at < 0 ? at + length : at, first), last);
  };
  const isForward = step > 0;
  const [first, last] = isForward ? [0, length] : [-1, length - 1];
  const start = place(slice.start, first, last, isForward ? 0 : length - 1);
  const stop = place(slice.stop, first, last, isForward ? length : -1);
  const taken: Value[] = [];
  for (let i = start; isForward ? i < stop : i > stop; i += step) taken.push(items[i]!);
  if (isText(of)) return taken.map((one) => textOf(one)).join('');
  return of instanceof Tuple ? new Tuple(taken) : taken;
}

function bound(value: Value): number | undefined {
  if (value === null) return undefined;
  if (typeof value === 'number') return value;
  throw new TemplateRenderError('slice indices must be integers or None');
}

/** What a loop goes over. @throws TemplateRenderError for values that hold no others */
export function iterated(value: Value): readonly Value[] {
  if (value instanceof Undefined) return [];
  if (isText(value)) return [...textOf(value)];
  if (isDict(value)) return [...value.keys()];
  const items = sequenceOf(value);
  if (!items) throw new TemplateRenderError(`'${typeName(value)}' object is not iterable`);
  return items;
}

/** How many there are. @throws TemplateRenderError */
export function lengthOf(value: Value): number {
  return isDict(value) ? value.size : isList(value) ? value.length : iterated(value).length;
}

/** `a.b.0` of an item, as filters take it for `attribute=`. */
export function atPath(value: Value, path: Value, fallback: Value | undefined, spend: Spend): Value {
  refuseUndefined(path);
  if (path === null) return value;
  const parts = isText(path) ? textOf(path).split('.') : [path];
  let at = value;
  for (const part of parts) {
    const key = typeof part === 'string' && /^\d+$/.test(part) ? Number(part) : part;
    if (isText(at)) spend(textOf(at).length);
    at = item(at, key);
    if (at instanceof Undefined && fallback !== undefined) at = fallback;
  }
  return at;
}
