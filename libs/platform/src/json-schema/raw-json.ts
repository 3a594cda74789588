import { type JsonText, jsonText, toJsonText } from '@orch/kernel';

/** A member that the body may hold as raw text (see `withOpaque`) or, by default, as a value. */
export const rawText = (value: unknown): JsonText =>
  typeof value === 'string' ? jsonText(value) : toJsonText(value ?? null);

/** As `rawText`; an absent member and JSON's `null` are `null`. */
export const rawTextOrNull = (value: unknown): JsonText | null => {
  const text = value === undefined || value === null ? null : rawText(value);
  return text === null || text.trim() === 'null' ? null : text;
};

/** The value of such a member. */
export const parsedJson = (value: unknown): unknown =>
  typeof value === 'string' ? (JSON.parse(value) as unknown) : value;

/** The value of such a member when it is an object, else an empty one. */
export const parsedObject = (value: unknown): Record<string, unknown> => {
  const parsed = parsedJson(value);
  return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
    ? (parsed as Record<string, unknown>)
    : {};
};

/** Whether two JSON texts mean the same, whatever their spacing. */
export const sameJson = (a: string | null, b: string | null): boolean =>
  a === b || (a !== null && b !== null && JSON.stringify(JSON.parse(a)) === JSON.stringify(JSON.parse(b)));
