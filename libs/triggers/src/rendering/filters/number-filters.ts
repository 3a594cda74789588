import { TemplateRenderError } from '../../templates/template-error.ts';
import { isTrue, numberOf, refuseUndefined } from '../../values/compare.ts';
import { textOf } from '../../values/text.ts';
import { Float, type Value, isText, typeName } from '../../values/value.ts';
import type { Budget } from '../budget.ts';
import { type Filter, integerArgument, withParameters } from '../invocation.ts';

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz';
const PREFIXES: Readonly<Record<number, RegExp>> = { 2: /^0b_?/i, 8: /^0o_?/i, 16: /^0x_?/i };
const FLOAT = /^[+-]?(?:\d(?:_?\d)*(?:\.(?:\d(?:_?\d)*)?)?|\.\d(?:_?\d)*)(?:e[+-]?\d(?:_?\d)*)?$/i;

/** The whole number that a text spells, in a base. */
function parsedInteger(text: string, base: number): number | undefined {
  const trimmed = text.trim().toLowerCase();
  const sign = /^[+-]/.exec(trimmed)?.[0] ?? '';
  const digits = trimmed.slice(sign.length).replace(PREFIXES[base] ?? /^$/, '');
  if (!/^[a-z\d](?:_?[a-z\d])*$/.test(digits)) return undefined;
  const plain = digits.replaceAll('_', '');
  if ([...plain].some((digit) => DIGITS.indexOf(digit) >= base)) return undefined;
  const value = Number.parseInt(plain, base);
  return Number.isSafeInteger(value) ? (sign === '-' ? -value : value) : undefined;
}

/** The float that a text spells. */
function parsedFloat(text: string): number | undefined {
  const trimmed = text.trim();
  const word = /^([+-]?)(inf(?:inity)?|nan)$/i.exec(trimmed);
  if (word) return word[2]!.toLowerCase() === 'nan' ? NaN : word[1] === '-' ? -Infinity : Infinity;
  return FLOAT.test(trimmed) ? Number(trimmed.replaceAll('_', '')) : undefined;
}

/** A text that is read as a number is paid for. */
function read(value: Value, budget: Budget): Value {
  if (isText(value)) budget.items(textOf(value).length);
  return value;
}

function toInteger(value: Value, absent: Value, base: number): Value {
  refuseUndefined(value);
  const given = isText(value) ? parsedInteger(textOf(value), base) : numberOf(value);
  const number = given ?? (isText(value) ? parsedFloat(textOf(value)) : undefined);
  if (number === undefined || !Number.isSafeInteger(Math.trunc(number))) return absent;
  return Math.trunc(number) === 0 ? 0 : Math.trunc(number);
}

function toFloat(value: Value, absent: Value): Value {
  refuseUndefined(value);
  const number = isText(value) ? parsedFloat(textOf(value)) : numberOf(value);
  return number === undefined ? absent : new Float(number);
}

/** A number that an operation needs. @throws TemplateRenderError */
export function required(value: Value): number {
  refuseUndefined(value);
  const number = numberOf(value);
  if (number === undefined) throw new TemplateRenderError(`a number is required, not ${typeName(value)}`);
  return number;
}

/** Rounds to even where a number lies exactly between two. */
function roundedToEven(value: number, places: number): number {
  if (places >= 0) {
    const exact = roundsExactly(value, places);
    return exact ?? Number(value.toFixed(Math.min(places, 100)));
  }
  const unit = 10 ** -places;
  return halfToEven(value / unit) * unit;
}

/** A tie is only one when the float itself lies in the middle: 2.5 does, 2.675 does not. */
function roundsExactly(value: number, places: number): number | undefined {
  const scaled = value * 2 ** 30;
  if (places > 20 || !Number.isSafeInteger(scaled)) return undefined;
  const [whole = '0', fraction = ''] = Math.abs(value).toFixed(30).split('.');
  if (!/^50*$/.test(fraction.slice(places))) return undefined;
  const kept = BigInt(whole + fraction.slice(0, places));
  const even = kept % 2n === 0n ? kept : kept + 1n;
  return (Number(even) / 10 ** places) * Math.sign(value);
}

function halfToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

const METHODS: Readonly<Record<string, (value: number) => number>> = { ceil: Math.ceil, floor: Math.floor };

function rounded(value: Value, precision: number, method: string): Value {
  const number = required(value);
  if (method === 'common') {
    const result = roundedToEven(number, precision);
    return value instanceof Float ? new Float(result) : result;
  }
  const round = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
  if (!round) throw new TemplateRenderError('method must be common, ceil or floor');
  return new Float(round(number * 10 ** precision) / 10 ** precision);
}

const UNITS = 'kMGTPEZY';

/** `1.5 kB`. */
function fileSize(value: Value, isBinary: boolean): string {
  const bytes = required(value);
  const base = isBinary ? 1024 : 1000;
  if (bytes === 1) return '1 Byte';
  if (bytes < base) return `${Math.trunc(bytes)} Bytes`;
  const power = [...UNITS].findIndex((_, i) => bytes < base ** (i + 2));
  const at = power < 0 ? UNITS.length - 1 : power;
  const unit = UNITS[at]!;
  return `${(bytes / base ** (at + 1)).toFixed(1)} ${isBinary ? `${unit.toUpperCase()}i` : unit}B`;
}

/** Filters of numbers, by name. They behave as those of Jinja 3.1. */
export const NUMBER_FILTERS: Readonly<Record<string, Filter>> = {
  int: withParameters(['default', 'base'], (value, [absent = 0, base], budget) =>
    toInteger(read(value, budget), absent, Math.min(Math.max(integerArgument(base, 10), 2), 36)),
  ),
  float: withParameters(['default'], (value, [absent = new Float(0)], budget) =>
    toFloat(read(value, budget), absent),
  ),
  round: withParameters(['precision', 'method'], (value, [precision, method = 'common']) =>
    rounded(value, integerArgument(precision, 0), textOf(method)),
  ),
  filesizeformat: withParameters(['binary'], (value, [isBinary = false]) =>
    fileSize(value, isTrue(isBinary)),
  ),
  abs: withParameters([], (value) => {
    const number = Math.abs(required(value));
    return value instanceof Float ? new Float(number) : number;
  }),
};
