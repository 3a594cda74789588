import { TemplateRenderError } from '../templates/template-error.ts';
import { numberOf } from './compare.ts';
import { literal, textOf } from './text.ts';
import { Float, type Value, typeName } from './value.ts';

const SPECIFIER = /%([-+ 0#]*)(\d*)(?:\.(\d*))?([a-zA-Z%])/g;
const PRECISION_MAX = 60;

/**
 * `'%s is %.2f' % (…)`: text with values filled in by their order.
 * @throws TemplateRenderError for wrong counts and types, and for results above `lengthMax` characters
 */
export function formatText(format: string, values: readonly Value[], lengthMax: number): string {
  let used = 0;
  const text = format.replace(
    SPECIFIER,
    (_, flags: string, width: string, precision: string | undefined, type: string) => {
      if (type === '%') return '%';
      const value = values[used];
      used += 1;
      if (value === undefined) throw new TemplateRenderError('not enough arguments for format string');
      if (Number(width) > lengthMax) throw new TemplateRenderError(`result is longer than ${lengthMax}`);
      return padded(converted(value, type, precision, flags), flags, Number(width));
    },
  );
  if (used < values.length)
    throw new TemplateRenderError('not all arguments converted during string formatting');
  if (text.length > lengthMax) throw new TemplateRenderError(`result is longer than ${lengthMax}`);
  return text;
}

function converted(value: Value, type: string, precision: string | undefined, flags: string): string {
  if (type === 's' || type === 'r') {
    const text = type === 's' ? textOf(value) : literal(value);
    return precision === undefined ? text : [...text].slice(0, Number(precision)).join('');
  }
  const number = numberOf(value);
  if (number === undefined)
    throw new TemplateRenderError(`%${type} format: a number is required, not ${typeName(value)}`);
  const sign = number < 0 ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  return sign + digits(Math.abs(number), type, precision, value instanceof Float);
}

function digits(number: number, type: string, precision: string | undefined, isFloat: boolean): string {
  const places = Math.min(Number(precision ?? 6), PRECISION_MAX);
  switch (type) {
    case 'd':
    case 'i':
      return String(Math.trunc(number));
    case 'f':
    case 'F':
      return number.toFixed(places);
    case 'e':
      return number.toExponential(places).replace(/e([+-])(\d)$/, 'e$10$2');
    case 'x':
    case 'X':
    case 'o':
      if (isFloat) break;
      return type === 'o'
        ? number.toString(8)
        : type === 'x'
          ? number.toString(16)
          : number.toString(16).toUpperCase();
    default:
      break;
  }
  throw new TemplateRenderError(`unsupported format character '${type}'`);
}

function padded(text: string, flags: string, width: number): string {
  if (flags.includes('-')) return text.padEnd(width);
  if (!flags.includes('0')) return text.padStart(width);
  const sign = /^[-+ ]/.exec(text)?.[0] ?? '';
  return sign + text.slice(sign.length).padStart(width - sign.length, '0');
}
