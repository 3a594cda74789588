import { type Sql, sql } from '@orch/platform';

/** Case-insensitive partial match; the wildcards of the given text count, as upstream's do. Empty text matches all. */
export const partlyLike = (column: Sql, text: string | null | undefined): Sql[] =>
  text ? [sql`${column} ilike ${`%${text}%`}`] : [];
