import { pgToWire } from '@orch/kernel';

type Column<R> = keyof R & string;
/** How one member of a wire object is printed from a row, as JSON text. */
type Printer<R> = (row: R) => string;

const NULL = 'null';

/** Members by wire name; each printer returns JSON text. */
export type WireShape<R> = Record<string, Printer<R>>;

/**
 * Printers of columns. Rows come from the database with JSON and timestamps as text (see `rowTypes`), so most
 * members are spliced in without parsing anything.
 */
export const column = {
  /** Text, escaped. */
  text:
    <R>(name: Column<R>): Printer<R> =>
    (row) => {
      const v = row[name];
      return v == null ? NULL : JSON.stringify(v);
    },
  /** UUIDs, enums and other text that needs no escaping. */
  plain:
    <R>(name: Column<R>): Printer<R> =>
    (row) => {
      const v = row[name];
      return v == null ? NULL : `"${String(v)}"`;
    },
  /** Whole numbers and booleans. */
  value:
    <R>(name: Column<R>): Printer<R> =>
    (row) => {
      const v = row[name];
      return v == null ? NULL : String(v);
    },
  /** Floats: always with a decimal point, as Python prints them. */
  float:
    <R>(name: Column<R>): Printer<R> =>
    (row) => {
      const v = row[name];
      return v == null ? NULL : floatText(Number(v));
    },
  /** A `timestamptz` in PostgreSQL's text form. */
  time:
    <R>(name: Column<R>): Printer<R> =>
    (row) => {
      const v = row[name];
      return v == null ? NULL : `"${pgToWire(String(v))}"`;
    },
  /** `json` and `jsonb` columns. */
  json:
    <R>(name: Column<R>, absent = NULL): Printer<R> =>
    (row) => {
      const v = row[name];
      return v == null ? absent : String(v);
    },
  /** Lists of text or ids. */
  list:
    <R>(name: Column<R>): Printer<R> =>
    (row) =>
      JSON.stringify(row[name] ?? []),
};

/** A float's JSON text: `3` becomes `3.0`, since the reference's clients see floats there. */
export const floatText = (value: number): string =>
  Number.isInteger(value) && Math.abs(value) < 1e15 ? `${value}.0` : String(value);

/** Compiles a shape to a function from row to JSON text. */
export function wireObject<R>(shape: WireShape<R>): (row: R) => string {
  const members = Object.entries(shape).map(
    ([name, print], i) => [`${i === 0 ? '{' : ','}"${name}":`, print] as const,
  );
  return (row) => {
    let text = '';
    for (const [head, print] of members) text += head + print(row);
    return `${text}}`;
  };
}

/** A JSON array of rows printed by `print`. */
export function wireArray<R>(rows: readonly R[], print: (row: R) => string): string {
  let text = '[';
  for (let i = 0; i < rows.length; i += 1) text += (i === 0 ? '' : ',') + print(rows[i]!);
  return `${text}]`;
}
