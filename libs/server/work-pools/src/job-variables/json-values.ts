/** The value of a body's member that arrived as raw text (see `withOpaque`) or, by default, as a value. */
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
