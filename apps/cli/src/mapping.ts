/** Names and values, as YAML and JSON have them. */
export type Mapping = Readonly<Record<string, unknown>>;

/** Whether a value is one of names and values: neither a list nor a single value. */
export const isMapping = (value: unknown): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
