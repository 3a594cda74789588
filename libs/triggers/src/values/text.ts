import { Model } from './model.ts';
import { quoted } from './quoted.ts';
import { Room } from './room.ts';
import { Float, Markup, Tuple, Undefined, type Value, isDict, isList, isText } from './value.ts';

/** A value as it appears in the output. */
export function textOf(value: Value, room?: Room): string {
  if (typeof value === 'string') return value;
  return value instanceof Markup ? value.text : literal(value, room);
}

/** A value as it appears inside a printed list: text in quotes. */
export function literal(value: Value, room = new Room()): string {
  room.take(isText(value) ? textOf(value).length : 0);
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  if (isText(value)) return quoted(textOf(value));
  if (value instanceof Float) return floatText(value.value);
  if (value instanceof Undefined) return '';
  if (isList(value)) return `[${literals(value, room)}]`;
  if (isDict(value)) {
    const members = room.inside(() =>
      [...value].map(([key, item]) => `${literal(key, room)}: ${literalInside(item, room)}`),
    );
    return `{${members.join(', ')}}`;
  }
  if (value instanceof Model) return literal(value.members, room);
  if (!(value instanceof Tuple)) return '';
  return `(${literals(value.items, room)}${value.items.length === 1 ? ',' : ''})`;
}

const literals = (items: readonly Value[], room: Room): string =>
  room.inside(() => items.map((one) => literalInside(one, room)).join(', '));
const literalInside = (value: Value, room: Room): string =>
  value instanceof Undefined ? 'Undefined' : literal(value, room);

/** Shortest digits that give the number back, written as Python writes them. */
export function floatText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const [mantissa = '0', power = '0'] = Math.abs(value).toExponential().split('e');
  const exponent = Number(power);
  const digits = mantissa.replace('.', '');
  if (exponent < -4 || exponent >= 16) {
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
    return `${sign}${digits[0]}${fraction}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  return `${sign}${whole}.${digits.slice(exponent + 1) || '0'}`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
};

/** Text as it may stand in HTML. */
export const htmlText = (text: string): string => text.replace(/[&<>"']/g, (char) => ENTITIES[char]!);

/** Order by code points, as Python compares text. */
export function compareText(left: string, right: string): number {
  if (left === right) return 0;
  const [a, b] = [left[Symbol.iterator](), right[Symbol.iterator]()];
  for (;;) {
    const [one, other] = [a.next(), b.next()];
    if (one.done === true || other.done === true)
      return one.done === true ? (other.done === true ? 0 : -1) : 1;
    if (one.value !== other.value) return one.value.codePointAt(0)! - other.value.codePointAt(0)!;
  }
}
