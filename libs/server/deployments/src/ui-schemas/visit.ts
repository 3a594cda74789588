import type { JsonRecord } from './json.ts';

/** Where a value stands in the whole: names and indexes. */
export type Path = readonly (string | number)[];

/** How keywords look further. */
export interface Visit {
  readonly schema: JsonRecord;
  readonly value: unknown;
  readonly path: Path;
  fail(message: string): void;
  /** Checks a value against another schema; with a step, it is a part of this one. */
  descend(value: unknown, schema: unknown, step?: string | number): void;
  isValid(value: unknown, schema: unknown): boolean;
  resolve(reference: string): unknown;
}
