import { usage } from '../failure.ts';
import { isMapping } from '../mapping.ts';

/** What of an answer is printed: some members, and what a jq expression makes of it. */
export interface Selection {
  /** Undefined: all of them. */
  readonly fields: readonly string[] | undefined;
  readonly query: string | undefined;
}

/** `--json id,name` in its parts. */
export const fieldsFrom = (text: string): readonly string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

const pickFrom = (row: unknown, fields: readonly string[]): unknown => {
  if (!isMapping(row)) throw usage('--json takes members of objects, and this prints none');
  const missing = fields.filter((name) => !Object.hasOwn(row, name));
  if (missing.length > 0)
    throw usage(`there is no ${missing.join(', ')} to print`, `Fields: ${Object.keys(row).join(', ')}`);
  return Object.fromEntries(fields.map((name) => [name, row[name]]));
};

/** The wished members of an object, or of every object of a list. @throws Failure naming those there are */
export const pickFields = (value: unknown, fields: readonly string[]): unknown =>
  Array.isArray(value) ? value.map((row) => pickFrom(row, fields)) : pickFrom(value, fields);
