import { TemplateRenderError } from '../../templates/template-error.ts';
import { iterated } from '../../values/members.ts';
import { Model } from '../../values/model.ts';
import type { Room } from '../../values/room.ts';
import { compareText, floatText, textOf } from '../../values/text.ts';
import {
  Float,
  type Key,
  Markup,
  Tuple,
  type Value,
  isDict,
  isList,
  isText,
  typeName,
} from '../../values/value.ts';
import type { Budget } from '../budget.ts';
import { type Filter, integerArgument, withParameters } from '../invocation.ts';

const INDENT_MAX = 16;
const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\f': '\\f',
  '\b': '\\b',
};
const code = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
const string = (text: string): string =>
  `"${text.replace(/["\\]|[^ -~]/g, (unit) => SHORT[unit] ?? code(unit))}"`;

function number(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return Number.isFinite(value) ? floatText(value) : value > 0 ? 'Infinity' : '-Infinity';
}

const keyText = (key: Key): string => {
  if (typeof key === 'number') return Number.isInteger(key) ? String(key) : floatText(key);
  return key === null ? 'null' : String(key);
};

/** JSON as Python's `json.dumps(sort_keys=True)` prints it. */
function json(value: Value, indent: string | undefined, margin: string, room: Room): string {
  room.take(isText(value) ? textOf(value).length : 0);
  if (value === null) return 'null';
  if (typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (isText(value)) return string(textOf(value));
  if (value instanceof Float) return number(value.value);
  const inner = indent === undefined ? '' : margin + indent;
  const framed = (open: string, parts: readonly string[], close: string): string => {
    if (parts.length === 0) return open + close;
    return indent === undefined
      ? open + parts.join(', ') + close
      : `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${margin}${close}`;
  };
  if (isDict(value)) {
    const members = [...value].map(([key, member]) => [keyText(key), member] as const);
    members.sort(([a], [b]) => compareText(a, b));
    return framed(
      '{',
      room.inside(() =>
        members.map(([key, member]) => {
          room.take(key.length);
          return `${string(key)}: ${json(member, indent, inner, room)}`;
        }),
      ),
      '}',
    );
  }
  if (value instanceof Model) return json(value.members, indent, margin, room);
  if (isList(value) || value instanceof Tuple)
    return framed(
      '[',
      room.inside(() => iterated(value).map((one) => json(one, indent, inner, room))),
      ']',
    );
  throw new TemplateRenderError(`Object of type ${typeName(value)} is not JSON serializable`);
}

/** Percent-encodes as Python's `quote` does. */
function percentEncoded(text: string, isQuery: boolean): string {
  const encoded = encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return isQuery ? encoded.replaceAll('%20', '+') : encoded.replaceAll('%2F', '/');
}

function urlEncoded(value: Value, budget: Budget): string {
  if (isText(value) || (!isDict(value) && !isList(value) && !(value instanceof Tuple)))
    return percentEncoded(textOf(value), false);
  const entries = isDict(value)
    ? [...value]
    : iterated(value).map((pair) => {
        if (isText(pair)) budget.items(textOf(pair).length);
        return iterated(pair);
      });
  const room = budget.room();
  const encoded = (part: Value): string => {
    const text = textOf(part);
    room.take(text.length);
    return percentEncoded(text, true);
  };
  return entries.map((pair) => pair.map(encoded).join('=')).join('&');
}

/** Filters that write a value in another notation, by name. They behave as those of the reference. */
export const ENCODING_FILTERS: Readonly<Record<string, Filter>> = {
  /** Safe inside HTML too. Upstream: server/utilities/user_templates.py, _tojson (3.8.8). */
  tojson: withParameters(['indent'], (value, [indent], budget) => {
    const width = indent === undefined || indent === null ? undefined : integerArgument(indent, 0);
    const text = json(
      value,
      width === undefined ? undefined : ' '.repeat(Math.min(Math.max(width, 0), INDENT_MAX)),
      '',
      budget.room(),
    );
    const safe = text.replace(/[<>&']/g, code);
    budget.text(safe.length);
    return new Markup(safe);
  }),
  urlencode: withParameters([], (value, _, budget) => {
    const text = urlEncoded(value, budget);
    budget.text(text.length);
    return text;
  }),
};
