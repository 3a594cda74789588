import type * as z from 'zod';

/** One entry of `exception_detail`, as pydantic's clients know it. Never holds the value that was sent. */
export interface ExceptionDetail {
  readonly type: string;
  readonly loc: (string | number)[];
  readonly msg: string;
}
export type InputLocation = 'body' | 'query' | 'path';

const DETAILS_MAX = 50;
const MSG_CHARS_MAX = 300;
const KEY_CHARS_MAX = 80;
const LOC_PARTS_MAX = 16;
/** The whole answer must stay under 16 KiB; the rest of it is short. */
const DETAIL_BYTES_MAX = 12 * 1024;

const CONTAINERS: Readonly<Record<string, readonly [type: string, msg: string]>> = {
  object: ['model_attributes_type', 'Input should be a valid dictionary or object to extract fields from'],
  record: ['dict_type', 'Input should be a valid dictionary'],
  array: ['list_type', 'Input should be a valid list'],
};

function isMissing(input: unknown, path: readonly PropertyKey[]): boolean {
  let at: unknown = input;
  for (const key of path) {
    if (typeof at !== 'object' || at === null) return false;
    at = (at as Record<PropertyKey, unknown>)[key]; // an object; the result is checked again
  }
  return at === undefined;
}

type Row = readonly [type: string, msg: string, extra?: string];

function rowsOf(issue: z.core.$ZodIssue, input: unknown): Row[] {
  switch (issue.code) {
    case 'custom':
      return [[String(issue.params?.['type'] ?? 'value_error'), issue.message]];
    case 'unrecognized_keys':
      return issue.keys.map((key) => ['extra_forbidden', 'Extra inputs are not permitted', key]);
    case 'invalid_type':
      if (isMissing(input, issue.path)) return [['missing', 'Field required']];
      return [
        CONTAINERS[issue.expected] ?? [`${issue.expected}_type`, `Input should be a valid ${issue.expected}`],
      ];
    case 'too_big':
      return [['too_long', `List should have at most ${issue.maximum} items after validation`]];
    case 'too_small':
      return [['too_short', `List should have at least ${issue.minimum} item after validation`]];
    default:
      return [['value_error', 'Value error, the value is not valid here']];
  }
}

const cut = (text: string, max: number): string =>
  text.length <= max ? text : `${text.slice(0, max - 1)}…`.toWellFormed();

declare global {
  interface String {
    /** Of ES2024, which the compiler's library does not list yet. */
    toWellFormed(): string;
  }
}

const locOf = (location: InputLocation, path: readonly PropertyKey[]): (string | number)[] => {
  const parts = path
    .slice(0, LOC_PARTS_MAX)
    .map((p) => (typeof p === 'number' ? p : cut(String(p), KEY_CHARS_MAX)));
  return [location, ...parts];
};

/**
 * Turns zod's issues into pydantic's form. `input` is what was parsed; it is only asked which members exist.
 * The list holds at most 50 entries and 12 KiB, however broken the input is.
 */
export function toExceptionDetail(
  error: z.ZodError,
  input: unknown,
  location: InputLocation,
): ExceptionDetail[] {
  const details: ExceptionDetail[] = [];
  let bytes = 0;
  for (const issue of error.issues) {
    for (const [type, msg, extra] of rowsOf(issue, input)) {
      const path = extra === undefined ? issue.path : [...issue.path, extra];
      const detail = { type, loc: locOf(location, path), msg: cut(msg, MSG_CHARS_MAX) };
      bytes += Buffer.byteLength(JSON.stringify(detail)) + 1;
      if (details.length >= DETAILS_MAX || bytes > DETAIL_BYTES_MAX) return details;
      details.push(detail);
    }
  }
  return details;
}

/** The detail for a body that is not JSON at all. `position` is a character offset. */
export const jsonInvalid = (position = 0): ExceptionDetail => ({
  type: 'json_invalid',
  loc: ['body', position],
  msg: 'JSON decode error',
});

/** The detail for an operation that needs a body and got none. */
export const bodyMissing = (): ExceptionDetail => ({ type: 'missing', loc: ['body'], msg: 'Field required' });
