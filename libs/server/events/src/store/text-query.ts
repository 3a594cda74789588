/** A text search: any of `include`, none of `exclude`, all of `required`. Terms are in lower case. */
export interface TextQuery {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly required: readonly string[];
}

// An optional sign, then a quoted phrase (the closing quote may be missing) or a word.
const TERM = /([-!+]?)(?:"((?:\\[^]|[^"\\])*)(?:"|\\?$)|([^\s"]+))/gu;
const SIGN_ALONE = /^[-!+]$/;

/**
 * Words and "quoted phrases"; `-` or `!` before one excludes it, `+` requires it.
 * Upstream: server/utilities/text_search_parser.py (3.8.8).
 */
export function parseTextQuery(query: string): TextQuery {
  const found = { include: [] as string[], exclude: [] as string[], required: [] as string[] };
  for (const [, sign = '', phrase, word] of query.matchAll(TERM)) {
    const term = (phrase === undefined ? (word ?? '') : phrase.replace(/\\(["\\])/g, '$1')).toLowerCase();
    if (term.trim() === '' || (sign === '' && SIGN_ALONE.test(term))) continue;
    (sign === '' ? found.include : sign === '+' ? found.required : found.exclude).push(term);
  }
  return found;
}

/** Whether a text, in lower case, is found by the query. */
export const textMatches = (query: TextQuery, text: string): boolean =>
  (query.include.length === 0 || query.include.some((term) => text.includes(term))) &&
  !query.exclude.some((term) => text.includes(term)) &&
  query.required.every((term) => text.includes(term));
