export type JsonRecord = Record<string, unknown>;

/** Stands for a value that is only known when a run is made, or that cannot be found at all. */
export class Placeholder {
  /** @param problem why there will be no value; `null` when nothing is wrong */
  constructor(readonly problem: string | null) {}
}

/** Whether a value is a JSON object. */
export const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Placeholder);

/** Equality of JSON values: `false` is not 0. */
export function isSameJson(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((one, i) => isSameJson(one, b[i]));
  if (!isRecord(a) || !isRecord(b)) return a === b;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isSameJson(a[key], b[key]))
  );
}
