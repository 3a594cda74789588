/** Lists have at most this many lines; `offset` reaches further. */
const PAGE_MAX = 200;
const OFFSET_MAX = 10_000;

/** The arguments of a page. */
export interface PageArgs {
  readonly first?: number | null | undefined;
  readonly offset?: number | null | undefined;
}

/** A page within bounds. */
export const pageOf = ({ first, offset }: PageArgs) => ({
  limit: Math.min(Math.max(first ?? PAGE_MAX, 0), PAGE_MAX),
  offset: Math.min(Math.max(offset ?? 0, 0), OFFSET_MAX),
});
