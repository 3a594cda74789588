import { TemplateRenderError } from '../../templates/template-error.ts';
import { isTrue } from '../../values/compare.ts';
import { formatText } from '../../values/format.ts';
import { htmlText, textOf } from '../../values/text.ts';
import { Markup, type Value } from '../../values/value.ts';
import type { Budget } from '../budget.ts';
import { type Filter, integerArgument, refuseNoText, withParameters } from '../invocation.ts';

const LINE_END = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/;

const escaped = (text: string): Markup => new Markup(htmlText(text));
const isMarkup = (value: Value): value is Markup => value instanceof Markup;

/** A filter of text alone; text that is escaped stays so. */
const ofText = (change: (text: string) => string): Filter =>
  withParameters([], (value, _, budget) => {
    const text = change(budget.print(value));
    budget.text(text.length);
    return isMarkup(value) ? new Markup(text) : text;
  });

const firstUpper = (text: string): string => {
  const [first = ''] = text;
  return first.toUpperCase() + text.slice(first.length).toLowerCase();
};

/** The lines of a text; a last line end begins no new one. */
export function linesOf(text: string): string[] {
  const lines = text.split(LINE_END);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** Without the given characters, or whitespace, at both ends. */
export function stripped(
  text: string,
  chars: Value | undefined,
  ends: 'both' | 'start' | 'end' = 'both',
): string {
  const unwanted = chars === undefined || chars === null ? undefined : new Set(textOf(chars));
  const letters = [...text];
  const isGone = (char: string): boolean => (unwanted ? unwanted.has(char) : /\s/.test(char));
  let start = 0;
  let end = letters.length;
  while (ends !== 'end' && start < end && isGone(letters[start]!)) start += 1;
  while (ends !== 'start' && end > start && isGone(letters[end - 1]!)) end -= 1;
  return letters.slice(start, end).join('');
}

/** The first `count` occurrences replaced, all of them when it is negative. */
export function replaced(text: string, old: string, fresh: string, count: number, budget: Budget): string {
  const parts = text.split(old);
  const atEnds = old === '' ? ['', ...text, ''] : parts;
  const pieces = count < 0 ? atEnds.length - 1 : Math.min(count, atEnds.length - 1);
  budget.text(text.length + pieces * Math.max(0, fresh.length - old.length));
  budget.items(atEnds.length);
  return atEnds.slice(0, pieces).join(fresh) + (pieces > 0 ? fresh : '') + atEnds.slice(pieces).join(old);
}

function indented(value: Value, args: readonly (Value | undefined)[], budget: Budget): string {
  const [width = 4, first = false, blank = false] = args;
  const indention =
    typeof width === 'number'
      ? ' '.repeat(Math.min(width, budget.limits.outputCharactersMax))
      : textOf(width);
  const lines = linesOf(`${textOf(value)}\n`);
  budget.text(textOf(value).length + lines.length * indention.length);
  const rest = lines.slice(1).map((line) => (line === '' && !isTrue(blank) ? line : indention + line));
  return (isTrue(first) ? indention : '') + [lines[0] ?? '', ...rest].join('\n');
}

function truncated(value: Value, args: readonly (Value | undefined)[]): Value {
  const [size, killWords = false, end = '...', leeway] = args;
  const letters = [...textOf(value)];
  const ending = textOf(end);
  const lengthMax = integerArgument(size, 255);
  if (lengthMax < ending.length)
    throw new TemplateRenderError(`expected length >= ${ending.length}, got ${lengthMax}`);
  if (letters.length <= lengthMax + integerArgument(leeway, 5)) return value;
  const cut = letters.slice(0, lengthMax - ending.length).join('');
  const space = cut.lastIndexOf(' ');
  return (isTrue(killWords) || space < 0 ? cut : cut.slice(0, space)) + ending;
}

function centered(text: string, width: number, budget: Budget): string {
  const { length } = [...text];
  const missing = width - length;
  if (missing <= 0) return text;
  budget.text(width);
  const left = Math.floor(missing / 2) + (missing & width & 1);
  return ' '.repeat(left) + text + ' '.repeat(missing - left);
}

const escape = withParameters([], (value, _, budget) =>
  isMarkup(value) ? value : escaped(budget.print(value)),
);

/** Filters of text, by name. They behave as those of Jinja 3.1. */
export const TEXT_FILTERS: Readonly<Record<string, Filter>> = {
  upper: ofText((text) => text.toUpperCase()),
  lower: ofText((text) => text.toLowerCase()),
  capitalize: ofText(firstUpper),
  title: withParameters([], (value, _, budget) =>
    budget
      .print(value)
      .split(/([-\s({[<]+)/)
      .map(firstUpper)
      .join(''),
  ),
  trim: withParameters(['chars'], (value, [chars], budget) => stripped(budget.print(value), chars)),
  replace: withParameters(['old', 'new', 'count'], (value, [old, fresh, count], budget) => {
    if (old === undefined || fresh === undefined) throw new TemplateRenderError('replace needs two texts');
    const times = count === undefined || count === null ? -1 : integerArgument(count, -1);
    return replaced(budget.print(value), textOf(old), textOf(fresh), times, budget);
  }),
  indent: withParameters(['width', 'first', 'blank'], (value, args, budget) => {
    refuseNoText(value);
    return indented(value, args, budget);
  }),
  truncate: withParameters(['length', 'killwords', 'end', 'leeway'], (value, args, budget) => {
    refuseNoText(value);
    budget.items(textOf(value).length);
    return truncated(value, args);
  }),
  center: withParameters(['width'], (value, [width], budget) =>
    centered(budget.print(value), integerArgument(width, 80), budget),
  ),
  wordcount: withParameters([], (value, _, budget) => {
    const text = budget.print(value);
    budget.items(text.length / 2); // as many words, at most
    return text.match(/[\p{L}\p{N}_]+/gu)?.length ?? 0;
  }),
  string: withParameters([], (value, _, budget) => (isMarkup(value) ? value : budget.print(value))),
  e: escape,
  escape,
  forceescape: withParameters([], (value, _, budget) => escaped(budget.print(value))),
  safe: withParameters([], (value, _, budget) => new Markup(budget.print(value))),
  format: ({ value, positional, surroundings }) =>
    formatText(textOf(value), positional, surroundings.budget.limits.outputCharactersMax),
};
