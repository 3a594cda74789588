import { type Micros, parseMicros, US_PER_SECOND, OrchError } from '@orch/kernel';

import {
  fail,
  failMissing,
  failValue,
  isJsonObject,
  type Read,
  type Sink,
  type Wire,
  wireType,
} from './wire-type.ts';

declare global {
  interface String {
    /** Of ES2024, which the compiler's library does not list yet. */
    isWellFormed(): boolean;
  }
}

/** Upper bound of PostgreSQL's `int4`. */
export const INT4_MAX = 2_147_483_647;
/** Rows a list answers with unless asked for fewer, and the most it may be asked for. */
export const PAGE_LIMIT_MAX = 200;

/** Whether PostgreSQL can store the text: no NUL, no lone surrogate. */
export const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed();

/** Reads a string; numbers are not turned into strings. */
export const readStr: Read<string> = (value, sink) => {
  if (typeof value === 'string') return isStorable(value) ? value : failUnstorable(sink);
  return value === undefined
    ? failMissing(sink)
    : fail(sink, 'string_type', 'Input should be a valid string');
};
const failUnstorable = (sink: Sink): never =>
  fail(sink, 'string_unicode', 'Input should be a valid string without NUL characters and lone surrogates');

export const wireStr: Wire<string> = wireType(readStr);

/** A string with a maximum length, counted in code points as Python does. */
export const wireStrMax = (max: number): Wire<string> =>
  wireType((value, sink) => {
    const text = readStr(value, sink);
    if (typeof text !== 'string' || text.length <= max || [...text].length <= max) return text;
    return fail(sink, 'string_too_long', `String should have at most ${max} characters`);
  });

/** A string matching a pattern; `message` is a rule's own words, else pydantic's text for patterns is used. */
export const wirePattern = (pattern: RegExp, message?: string): Wire<string> =>
  wireType((value, sink) => {
    const text = readStr(value, sink);
    if (typeof text !== 'string' || pattern.test(text)) return text;
    if (message !== undefined) return failValue(sink, message);
    return fail(sink, 'string_pattern_mismatch', `String should match pattern '${pattern.source}'`);
  });

/** Names of flows, pools, queues, block types, limits. Upstream: types/names.py, Name (3.8.8). */
export const wireName: Wire<string> = wirePattern(/^[^/%&><]+$/);

/** A name that is more than quotes and spaces. Upstream: types/names.py, NonEmptyishName (3.8.8). */
export const wireNonEmptyishName: Wire<string> = wireType((value, sink) => {
  const text = readStr(value, sink);
  if (typeof text !== 'string') return text;
  if (/^[' "]*$/.test(text)) return failValue(sink, 'name cannot be an empty string');
  if (/[/%&><]/.test(text))
    return fail(sink, 'string_pattern_mismatch', "String should match pattern '^[^/%&><]+$'");
  return text;
});

interface NumberBounds {
  readonly min?: number;
  readonly max?: number;
  /** Exclusive lower bound. */
  readonly above?: number;
}

function inBounds(value: number, { min, max, above }: NumberBounds, sink: Sink): number {
  if (min !== undefined && value < min)
    return fail(sink, 'greater_than_equal', `Input should be greater than or equal to ${min}`);
  if (above !== undefined && value <= above)
    return fail(sink, 'greater_than', `Input should be greater than ${above}`);
  if (max !== undefined && value > max)
    return fail(sink, 'less_than_equal', `Input should be less than or equal to ${max}`);
  return value;
}

const INT_TEXT = /^\s*[+-]?\d+(?:_\d+)*(?:\.0*)?\s*$/;
const NUMBER_TEXT = /^\s*[+-]?(?:\d+(?:_\d+)*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/;

function readInt(value: unknown, sink: Sink): number | undefined {
  if (typeof value === 'number') {
    if (Number.isInteger(value)) return value;
    return fail(
      sink,
      'int_from_float',
      'Input should be a valid integer, got a number with a fractional part',
    );
  }
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string')
    return INT_TEXT.test(value)
      ? Number(value.replaceAll('_', ''))
      : fail(sink, 'int_parsing', 'Input should be a valid integer, unable to parse string as an integer');
  return value === undefined ? failMissing(sink) : fail(sink, 'int_type', 'Input should be a valid integer');
}

/** A whole number as pydantic's lax mode takes it: 3, 3.0, "3", true. Defaults to the range of `int4`. */
export const wireInt = (bounds: NumberBounds = {}): Wire<number> => {
  const all = { min: -INT4_MAX - 1, max: INT4_MAX, ...bounds };
  if (bounds.above !== undefined && bounds.min === undefined) delete (all as { min?: number }).min;
  return wireType((value, sink) => {
    const number = readInt(value, sink);
    return typeof number === 'number' ? inBounds(number, all, sink) : (number as never);
  });
};
export const int4: Wire<number> = wireInt();
export const nonNegativeInt: Wire<number> = wireInt({ min: 0 });
export const positiveInt: Wire<number> = wireInt({ above: 0 });
/** For `offset`: up to what a JSON number holds exactly. */
export const wireOffset: Wire<number> = wireInt({ min: 0, max: Number.MAX_SAFE_INTEGER });
/** For `limit`: no bounds here, `pageLimit` answers them in the short form. */
export const wireLimit: Wire<number> = wireInt({ min: -Number.MAX_VALUE, max: Number.MAX_VALUE });

/**
 * The page size to use; absent means the maximum.
 * @throws OrchError `request.limit` when it is above `max`, `request.limit_negative`.
 */
export function pageLimit(limit: number | null | undefined, max: number = PAGE_LIMIT_MAX): number {
  if (limit === null || limit === undefined) return max;
  if (limit < 0) throw new OrchError('request.limit_negative');
  if (limit > max) throw new OrchError('request.limit', {}, { max });
  return limit;
}

function readFloat(value: unknown, sink: Sink): number | undefined {
  if (typeof value === 'number')
    return Number.isFinite(value) ? value : fail(sink, 'finite_number', 'Input should be a finite number');
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string') {
    const number = NUMBER_TEXT.test(value) ? Number(value.replaceAll('_', '')) : Number.NaN;
    if (Number.isFinite(number)) return number;
    return fail(sink, 'float_parsing', 'Input should be a valid number, unable to parse string as a number');
  }
  return value === undefined ? failMissing(sink) : fail(sink, 'float_type', 'Input should be a valid number');
}

/** A finite number as pydantic's lax mode takes it: 1.5, "1.5", true. */
export const wireFloat = (bounds: NumberBounds = {}): Wire<number> =>
  wireType((value, sink) => {
    const number = readFloat(value, sink);
    return typeof number === 'number' ? inBounds(number, bounds, sink) : (number as never);
  });
export const anyFloat: Wire<number> = wireFloat();

const BOOLS: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  ...[true, 1, '1', 'on', 't', 'true', 'y', 'yes'].map((key) => [key, true] as const),
  ...[false, 0, '0', 'off', 'f', 'false', 'n', 'no'].map((key) => [key, false] as const),
]);

/** A boolean as pydantic's lax mode takes it: true, 1, "1", "on", "t", "true", "y", "yes" and their opposites. */
export const wireBool: Wire<boolean> = wireType((value, sink) => {
  if (typeof value === 'boolean') return value;
  if (value === undefined) return failMissing(sink);
  const known = BOOLS.get(typeof value === 'string' ? value.toLowerCase() : value);
  if (known !== undefined) return known;
  if (typeof value === 'string' || typeof value === 'number')
    return fail(sink, 'bool_parsing', 'Input should be a valid boolean, unable to interpret input');
  return fail(sink, 'bool_type', 'Input should be a valid boolean');
});

const UUID_CANONICAL = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const UUID_OTHER =
  /^(?:([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})|\{(.{36})\}|urn:uuid:(.{36}))$/i;

/**
 * The canonical form (lower case, hyphens) of a UUID, or undefined. Taken are the forms that pydantic takes: any case,
 * without hyphens, or with them in braces or after `urn:uuid:`.
 */
export function parseUuid(text: string): string | undefined {
  if (text.length === 36) {
    const lower = UUID_CANONICAL.test(text) ? text : text.toLowerCase();
    return UUID_CANONICAL.test(lower) ? lower : undefined;
  }
  const form = UUID_OTHER.exec(text);
  if (!form || (form[7] !== undefined && !text.startsWith('urn:uuid:'))) return undefined;
  return parseUuid(form[6] ?? form[7] ?? form.slice(1, 6).join('-'));
}

const UUID_OF_PATH = /^([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})$/;

/** The canonical form of a UUID as paths take it: any case, any of the hyphens missing; or undefined. */
export function parsePathUuid(text: string): string | undefined {
  const lower = text.toLowerCase();
  return UUID_CANONICAL.test(lower) ? lower : UUID_OF_PATH.exec(lower)?.slice(1).join('-');
}

/** Reads a UUID: hyphenless, braced, URN and upper-case forms become the canonical one. */
export const readUuid: Read<string> = (value, sink) => {
  if (typeof value === 'string')
    return (
      parseUuid(value) ??
      fail(sink, 'uuid_parsing', 'Input should be a valid UUID, unable to parse string as a UUID')
    );
  if (value === undefined) return failMissing(sink);
  return fail(sink, 'uuid_type', 'UUID input should be a string, bytes or UUID object');
};
export const wireUuid: Wire<string> = wireType(readUuid);

const FIRST_US = Date.UTC(2001, 0, 1) * 1000 - 2000 * 365.2425 * 86_400 * US_PER_SECOND; // 0001-01-01
const END_US = Date.UTC(10_000, 0, 1) * 1000;
const FOUR_CENTURIES_US = 146_097 * 86_400 * US_PER_SECOND;
/** Above this a number counts milliseconds, else seconds; the border pydantic uses. */
const SECONDS_MAX = 2e10;

function microsOfNumber(value: number): Micros | undefined {
  const us = Math.round(Math.abs(value) > SECONDS_MAX ? value * 1000 : value * US_PER_SECOND);
  return us >= FIRST_US && us < END_US ? us : undefined;
}

let minutePrefix = '';
let minuteUs = 0;
const FINE = /^\d\d(?:\.\d{1,6})?(?:Z|\+00:00)$/;

/** The usual machine form, `YYYY-MM-DDTHH:MM` remembered between calls: streams repeat the same minute. */
function microsOfUsualForm(text: string): Micros | undefined {
  const tail = text.slice(17);
  if (!FINE.test(tail)) return undefined;
  if (text.slice(0, 17) !== minutePrefix) {
    const us = text.startsWith('0') ? undefined : parseMicros(`${text.slice(0, 17)}00Z`);
    if (us === undefined) return undefined;
    minutePrefix = text.slice(0, 17);
    minuteUs = us;
  }
  const second = (tail.charCodeAt(0) - 48) * 10 + tail.charCodeAt(1) - 48;
  if (second > 59) return undefined;
  const dot = tail.charCodeAt(2) === 46;
  const digits = dot ? tail.slice(3, tail.endsWith('Z') ? -1 : -6) : '';
  return minuteUs + second * US_PER_SECOND + (dot ? +digits.padEnd(6, '0') : 0);
}

/** Microseconds since the epoch of an ISO text or a numeric text (Unix seconds or milliseconds), or undefined. */
export function microsOfText(text: string): Micros | undefined {
  const usual = microsOfUsualForm(text);
  if (usual !== undefined) return usual;
  if (/^\s*[+-]?\d+(?:\.\d+)?\s*$/.test(text)) return microsOfNumber(Number(text));
  if (!/^\d{4}-/.test(text)) return undefined;
  // Date.UTC takes years below 100 for years of the 20th century: compute 400 years later, which has the same calendar.
  const early = +text.slice(0, 4) < 100;
  const us = parseMicros(
    early ? `${String(+text.slice(0, 4) + 400).padStart(4, '0')}${text.slice(4)}` : text,
  );
  const exact = us === undefined ? undefined : early ? us - FOUR_CENTURIES_US : us;
  return exact !== undefined && exact >= FIRST_US - 86_400 * US_PER_SECOND && exact < END_US
    ? exact
    : undefined;
}

/** Reads a point in time; a missing offset means UTC; the result is microseconds since the epoch, years 1 to 9999. */
export const readDateTime: Read<Micros> = (value, sink) => {
  if (typeof value === 'string' || typeof value === 'number') {
    const us = typeof value === 'number' ? microsOfNumber(value) : microsOfText(value);
    return us ?? fail(sink, 'datetime_from_date_parsing', 'Input should be a valid datetime or date');
  }
  return value === undefined
    ? failMissing(sink)
    : fail(sink, 'datetime_type', 'Input should be a valid datetime');
};
export const wireDateTime: Wire<Micros> = wireType(readDateTime);

const ISO_DURATION =
  /^([+-])?P(?:(\d+(?:\.\d+)?)Y)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const CLOCK_DURATION = /^([+-])?(?:(\d+)\s*(?:d|days?)?,?\s+)?(\d+):(\d\d)(?::(\d\d(?:\.\d{1,6})?))?$/i;
const ISO_UNITS = [365 * 86_400, 30 * 86_400, 7 * 86_400, 86_400, 3600, 60, 1];
/** The longest duration: Python's `timedelta.max`, in seconds. */
const DURATION_MAX_S = 999_999_999 * 86_400;

/** Seconds of an ISO 8601 duration, `[days ]HH:MM[:SS]` or a numeric text, or undefined. */
export function parseDuration(text: string): number | undefined {
  const trimmed = text.trim();
  if (NUMBER_TEXT.test(trimmed)) return Number(trimmed.replaceAll('_', ''));
  const iso = ISO_DURATION.exec(trimmed);
  if (iso && /\d/.test(trimmed) && !trimmed.endsWith('T')) {
    const seconds = ISO_UNITS.reduce((sum, unit, i) => sum + Number(iso[i + 2] ?? 0) * unit, 0);
    return iso[1] === '-' ? -seconds : seconds;
  }
  const clock = CLOCK_DURATION.exec(trimmed);
  if (!clock) return undefined;
  const [, sign, days = '0', hours = '0', minutes = '0', seconds = '0'] = clock;
  const total = +days * 86_400 + +hours * 3600 + +minutes * 60 + +seconds;
  return sign === '-' ? -total : total;
}

/** A duration in seconds (number, numeric text or ISO 8601). */
export const wireTimedelta = (bounds: NumberBounds = {}): Wire<number> => {
  const all = { min: -DURATION_MAX_S, max: DURATION_MAX_S, ...bounds };
  return wireType((value, sink) => {
    if (value === undefined) return failMissing(sink);
    const seconds = typeof value === 'string' ? parseDuration(value) : value;
    if (typeof seconds === 'number' && Number.isFinite(seconds)) return inBounds(seconds, all, sink);
    if (typeof value === 'string')
      return fail(sink, 'time_delta_parsing', 'Input should be a valid timedelta');
    return fail(sink, 'time_delta_type', 'Input should be a valid timedelta');
  });
};
export const anyTimedelta: Wire<number> = wireTimedelta();

/** One of several words. The error lists them in order, as pydantic does. */
export function wireEnum<const V extends readonly string[]>(
  values: V,
  type: 'enum' | 'literal_error' = 'enum',
): Wire<V[number]> & { readonly values: V } {
  const known: ReadonlySet<unknown> = new Set(values);
  const quoted = values.map((value) => `'${value}'`);
  const shown = quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
  const schema = wireType<V[number]>((value, sink) => {
    if (known.has(value)) return value as V[number]; // the set holds exactly these
    return value === undefined ? failMissing(sink) : fail(sink, type, `Input should be ${shown}`);
  });
  return Object.assign(schema, { values });
}

/** A map from string to `T`, read by `read` for each value. Keys must be storable. */
export function wireRecord<T>(read: Read<T>): Wire<Record<string, T>> {
  return wireType((value, sink) => {
    if (value === undefined) return failMissing(sink);
    if (!isJsonObject(value)) return fail(sink, 'dict_type', 'Input should be a valid dictionary');
    const result: Record<string, T> = {};
    for (const [key, raw] of Object.entries(value)) {
      const inner = readAt(read, raw, sink, key);
      if (!isStorable(key)) failUnstorable(sink);
      else if (key === '__proto__') Object.defineProperty(result, key, { value: inner, enumerable: true });
      else result[key] = inner;
    }
    return result;
  });
}

/** Runs a reader on a member and puts `key` in front of the paths of its complaints. */
export function readAt<T>(read: Read<T>, value: unknown, sink: Sink, key: string | number): T {
  const before = sink.issues.length;
  const result = read(value, sink);
  for (let i = before; i < sink.issues.length; i += 1) sink.issues[i]!.path?.unshift(key);
  return result;
}

export const wireStringMap: Wire<Record<string, string>> = wireRecord(readStr);

/** Values of labels: kept as they come, only scalars are allowed. Upstream: types, KeyValueLabels (3.8.8). */
export type LabelValue = string | number | boolean;
export const wireLabels: Wire<Record<string, LabelValue>> = wireRecord<LabelValue>((value, sink) => {
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return value;
  return readStr(value, sink);
});

/** Any JSON value of the user's; its raw text is kept beside (see `withOpaque`). Must be present. */
export const opaqueJson: Wire<unknown> = wireType((value, sink) =>
  value === undefined ? failMissing(sink) : value,
);

/** A JSON object of the user's; its raw text is kept beside. */
export const opaqueObject: Wire<Record<string, unknown>> = wireType((value, sink) => {
  if (isJsonObject(value)) return value;
  return value === undefined
    ? failMissing(sink)
    : fail(sink, 'dict_type', 'Input should be a valid dictionary');
});
