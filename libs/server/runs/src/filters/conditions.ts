import type { Operator } from '@orch/contract';
import { type Micros, microsToPg } from '@orch/kernel';
import { type Sql, allOf, anyOf, someOf, sql } from '@orch/platform';

/** A member of a filter that may be left out. */
export type Maybe<T> = T | null | undefined;

/** A part of a filter: no condition when the member was left out. */
export const when = <T>(value: Maybe<T>, condition: (value: T) => Sql): Sql[] =>
  value === null || value === undefined ? [] : [condition(value)];

/** A whole sub-filter as one condition; an empty one is `true`, which counts under `or_`. */
export const part = <F>(filter: Maybe<F>, conditions: (filter: F) => readonly Sql[]): Sql[] =>
  when(filter, (given) => allOf(conditions(given)));

/** As `part`, for sub-filters that say how their own members are joined. */
export const joined = <F extends { readonly operator: Operator }>(
  filter: Maybe<F>,
  conditions: (filter: F) => readonly Sql[],
): Sql[] => when(filter, (given) => combine(given.operator, conditions(given)));

/** Joins conditions as the filter's `operator` says; none at all is `true`. */
export const combine = (operator: Operator, conditions: readonly Sql[]): Sql =>
  operator === 'or_' ? someOf(conditions) : allOf(conditions);

interface Membership {
  readonly any_?: Maybe<readonly string[]>;
  readonly not_any_?: Maybe<readonly string[]>;
}

/** `any_` (an empty list matches nothing) and `not_any_` (an empty list excludes nothing; NULL never passes it). */
export function among(column: Sql, type: 'uuid' | 'text', { any_, not_any_ }: Membership): Sql[] {
  const excluded = not_any_?.length ? not_any_ : undefined;
  const array = type === 'uuid' ? sql`::uuid[]` : sql`::text[]`;
  return [
    ...when(any_, (values) => anyOf(column, values, type)),
    ...when(excluded, (values) => sql`${column} <> all(${values}${array})`),
  ];
}

/** `true`: only rows without a value; `false`: only rows with one. */
export const isNull = (column: Sql, wanted: Maybe<boolean>): Sql[] =>
  when(wanted, (yes) => (yes ? sql`${column} is null` : sql`${column} is not null`));

/** The text as part of a LIKE pattern: `%`, `_` and the escape character stand for themselves. */
export const likeText = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/** Case-insensitive "contains"; the empty text is no condition. */
export const contains = (column: Sql, text: Maybe<string>): Sql[] =>
  text ? [sql`${column} ilike ${`%${likeText(text)}%`}`] : [];

interface Named extends Membership {
  readonly like_?: Maybe<string>;
}

/** `any_` and `like_` over a name. */
export const named = (column: Sql, filter: Named): Sql[] => [
  ...among(column, 'text', filter),
  ...contains(column, filter.like_),
];

interface Tagged {
  readonly all_?: Maybe<readonly string[]>;
  readonly any_?: Maybe<readonly string[]>;
  readonly is_null_?: Maybe<boolean>;
}

/** Conditions over a `text[]` of tags: a superset of `all_`, at least one of `any_`, none at all. */
export const tagged = (column: Sql, { all_, any_, is_null_ }: Tagged): Sql[] => [
  ...when(all_?.length ? all_ : undefined, (tags) => sql`${column} @> ${tags}::text[]`),
  ...when(any_, (tags) => sql`${column} && ${tags}::text[]`),
  ...when(is_null_, (none) => (none ? sql`${column} = '{}'` : sql`${column} <> '{}'`)),
];

interface Span {
  readonly before_?: Maybe<Micros>;
  readonly after_?: Maybe<Micros>;
}

/** Both ends are inclusive. */
export const within = (column: Sql, { before_, after_ }: Span): Sql[] => [
  ...when(before_, (us) => sql`${column} <= ${microsToPg(us)}::timestamptz`),
  ...when(after_, (us) => sql`${column} >= ${microsToPg(us)}::timestamptz`),
];

/** Both ends are inclusive. */
export const between = (
  column: Sql,
  filter: { readonly ge_?: Maybe<number>; readonly le_?: Maybe<number> },
): Sql[] => [
  ...when(filter.ge_, (least) => sql`${column} >= ${least}::int`),
  ...when(filter.le_, (most) => sql`${column} <= ${most}::int`),
];
