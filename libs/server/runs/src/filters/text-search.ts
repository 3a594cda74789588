/** What a search text asks for; all terms are matched case-insensitively as parts of the text. */
export interface TextSearch {
  /** At least one of these. */
  readonly include: readonly string[];
  /** None of these (`-term`, `!term`). */
  readonly exclude: readonly string[];
  /** All of these (`+term`). */
  readonly required: readonly string[];
}

// A sign that stands alone; or a phrase (escaped quotes inside, the closing quote may lack) or a word, with its sign.
const TERM = /[-!+](?=\s|$)|([-!+]?)(?:"((?:\\[^]|[^"\\]|\\$)*)(?:"|$)|([^\s"]+))/g;

/**
 * Reads the search language of log filters: words are alternatives, `-` or `!` excludes, `+` requires, quotes make a
 * phrase in which `\"` and `\\` are escapes. A sign that stands alone is ignored.
 * Upstream: utilities/text_search_parser.py, parse_text_search_query (3.8.8).
 */
export function parseTextSearch(query: string): TextSearch {
  const terms = { include: [] as string[], exclude: [] as string[], required: [] as string[] };
  for (const [, sign, phrase, word] of query.matchAll(TERM)) {
    const term = phrase === undefined ? (word ?? '') : phrase.replace(/\\(["\\])/g, '$1');
    if (term.trim() === '') continue;
    if (sign === '+') terms.required.push(term);
    else if (sign === '') terms.include.push(term);
    else terms.exclude.push(term);
  }
  return terms;
}
