import type * as z from 'zod';

const NONE: readonly string[] = [];
const registry = new WeakMap<object, readonly string[]>();

/**
 * Notes which members of a body are user JSON whose raw text must be kept: dot paths, `*` for the items of an array.
 * Returns the schema itself.
 */
export function withOpaque<S extends z.ZodType>(schema: S, paths: readonly string[]): S {
  registry.set(schema, paths);
  return schema;
}

/** The dot paths given to `withOpaque`; the same array on every call, as `sliceJsonMembers` wants it. */
export const opaquePathsOf = (schema: z.ZodType): readonly string[] => registry.get(schema) ?? NONE;

/** Paths of a part, seen from the whole: `under('state', ['data'])` is `['state.data']`. */
export const under = (prefix: string, paths: readonly string[]): string[] =>
  paths.map((path) => (path === '' ? prefix : `${prefix}.${path}`));
