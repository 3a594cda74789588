import type { JsonObject } from '@orch/client';

/** There is no value; `null` is one. */
export const NOT_SET = Symbol('not set');
export type NotSet = typeof NOT_SET;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const keysOf = (path: string): string[] => path.replaceAll('[', '.').replaceAll(']', '').split('.');
const INDEX = /^[+-]?\d+$/;

/**
 * The value at a path like `a.b[1].c`. A whole number is an index, so a member of that name is not found.
 * Upstream: utilities/collections.py, get_from_dict (3.8.8).
 */
export const valueAt = (values: unknown, path: string): unknown => {
  let value = values;
  for (const key of keysOf(path)) {
    if (INDEX.test(key) && (Array.isArray(value) || typeof value === 'string')) {
      const item: unknown = value.at(Number(key));
      if (item === undefined) return NOT_SET;
      value = item;
    } else if (isObject(value) && !INDEX.test(key) && Object.hasOwn(value, key)) value = value[key];
    else return NOT_SET;
  }
  return value;
};

/** Puts a value at a path into a copy, making the objects on the way. @throws Error where something else is in the way */
export const withValueAt = (values: JsonObject, path: string, value: unknown): JsonObject => {
  const [first = '', ...rest] = keysOf(path);
  if (rest.length === 0) return { ...values, [first]: value };
  const inner = values[first] ?? {};
  if (!isObject(inner)) throw new Error(`"${path}" cannot be set: "${first}" is not an object`);
  return { ...values, [first]: withValueAt(inner, rest.join('.'), value) };
};

/** Members of `over` win; objects are merged to any depth. */
export const deepMerged = (under: JsonObject, over: JsonObject): JsonObject => {
  const merged: Record<string, unknown> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    merged[key] = isObject(below) && isObject(value) ? deepMerged(below, value) : value;
  }
  return merged;
};
