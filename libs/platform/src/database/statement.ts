import sql, { type Sql, empty, join, raw } from 'sql-template-tag';

export { type Sql, empty, join, raw, sql };

/** What is sent to PostgreSQL. A `name` makes it a prepared statement of the connection: for hot, constant texts only. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
  readonly name?: string;
}

/** A hot statement: constant text, prepared once a connection, values in `$1…` order. */
export interface PreparedStatement {
  readonly name: string;
  readonly text: string;
  with(...values: unknown[]): Statement;
}

/** Declares a prepared statement. The name must be unique in the server: `<context>.<what>`. */
export function prepared(name: string, text: string): PreparedStatement {
  return { name, text, with: (...values) => ({ name, text, values }) };
}

/** `column = any($n)`: an empty list matches nothing, as on the wire. */
export const anyOf = (column: Sql, values: readonly unknown[], type: 'uuid' | 'text'): Sql =>
  type === 'uuid' ? sql`${column} = any(${values}::uuid[])` : sql`${column} = any(${values}::text[])`;

/** Conditions joined by `and`; none at all is `true`. */
export const allOf = (conditions: readonly Sql[]): Sql =>
  conditions.length === 0
    ? sql`true`
    : join(
        conditions.map((c) => sql`(${c})`),
        ' and ',
      );

/** Conditions joined by `or`; none at all is `true` (an absent filter filters nothing). */
export const someOf = (conditions: readonly Sql[]): Sql =>
  conditions.length === 0
    ? sql`true`
    : sql`(${join(
        conditions.map((c) => sql`(${c})`),
        ' or ',
      )})`;
