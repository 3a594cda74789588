import type { BinaryOperator } from '../templates/ast.ts';
import { TemplateRenderError } from '../templates/template-error.ts';
import { numberOf, refuseUndefined, sequenceOf } from './compare.ts';
import { formatText } from './format.ts';
import { htmlText, textOf } from './text.ts';
import { Float, Markup, Tuple, type Value, isList, isText, typeName } from './value.ts';

/** @throws TemplateRenderError for integers beyond 2^53: nobody counts so far, and digits would be lost */
export function integer(value: number): number {
  if (!Number.isSafeInteger(value)) throw new TemplateRenderError('integer is too large');
  return value === 0 ? 0 : value; // no negative zero
}

type Calculation = (a: number, b: number) => number;
const floorMod: Calculation = (a, b) => a - b * Math.floor(a / b);
const CALCULATIONS: Readonly<Record<BinaryOperator, Calculation>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '//': (a, b) => Math.floor(a / b),
  '%': floorMod,
  '**': (a, b) => a ** b,
};

/**
 * `left operator right`, as Python calculates.
 * @param lengthMax of texts and lists that come out, in characters or items
 * @throws TemplateRenderError
 */
export function calculate(operator: BinaryOperator, left: Value, right: Value, lengthMax: number): Value {
  refuseUndefined(left, right);
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a !== undefined && b !== undefined) {
    if (b === 0 && ['/', '//', '%'].includes(operator)) throw new TemplateRenderError('division by zero');
    const result = CALCULATIONS[operator](a, b);
    const isFloat =
      left instanceof Float || right instanceof Float || operator === '/' || (operator === '**' && b < 0);
    return isFloat ? new Float(result) : integer(result);
  }
  const joined =
    operator === '+' ? added(left, right) : operator === '*' ? repeated(left, right, lengthMax) : undefined;
  if (joined !== undefined) return joined;
  if (operator === '%' && isText(left)) return formatText(textOf(left), argumentsOf(right), lengthMax);
  throw new TemplateRenderError(
    `unsupported operand type(s) for ${operator}: '${typeName(left)}' and '${typeName(right)}'`,
  );
}

const argumentsOf = (value: Value): readonly Value[] => (value instanceof Tuple ? value.items : [value]);

const markup = (text: string | Markup): string => (typeof text === 'string' ? htmlText(text) : text.text);

function added(left: Value, right: Value): Value | undefined {
  if (isText(left) && isText(right)) {
    if (typeof left === 'string' && typeof right === 'string') return left + right;
    return new Markup(markup(left) + markup(right));
  }
  if (isList(left) && isList(right)) return [...left, ...right];
  return left instanceof Tuple && right instanceof Tuple
    ? new Tuple([...left.items, ...right.items])
    : undefined;
}

function repeated(left: Value, right: Value, lengthMax: number): Value | undefined {
  const [subject, count] = typeof left === 'number' ? [right, left] : [left, right];
  const times = typeof count === 'boolean' ? Number(count) : count;
  if (typeof times !== 'number') return undefined;
  const items = sequenceOf(subject);
  const length = isText(subject) ? textOf(subject).length : items?.length;
  if (length === undefined) return undefined;
  if (length * times > lengthMax) throw new TemplateRenderError(`result is longer than ${lengthMax}`);
  const repeats = Math.max(0, times);
  if (!items) return textOf(subject).repeat(repeats);
  const all = Array.from({ length: repeats }, () => items).flat();
  return subject instanceof Tuple ? new Tuple(all) : all;
}
