/** What one value of a label filter means: `*` and `?` are wild, a leading `!` turns it around. */
export interface LabelPattern {
  readonly isNegated: boolean;
  /** For SQL's LIKE with backslash as escape. */
  readonly like: string;
  readonly regex: RegExp;
}

/** Upstream: server/events/filters.py, _is_like_match_expression (3.8.8). */
export function labelPattern(expression: string): LabelPattern {
  const isNegated = expression.startsWith('!');
  const glob = isNegated ? expression.slice(1) : expression;
  const like = glob.replace(/[\\%_*?]/g, (c) => (c === '*' ? '%' : c === '?' ? '_' : `\\${c}`));
  const source = glob.replace(/[.+^${}()|[\]\\*?]/g, (c) =>
    c === '*' ? '[^]*' : c === '?' ? '[^]' : `\\${c}`,
  );
  return { isNegated, like, regex: new RegExp(`^${source}$`, 'u') };
}

export const valuesOf = (expected: string | readonly string[]): readonly string[] =>
  typeof expected === 'string' ? [expected] : expected;

/** Whether a label's value fits one of the patterns. A label that is not there fits none, negated ones included. */
export const labelMatches = (patterns: readonly LabelPattern[], value: string | undefined): boolean =>
  value !== undefined && patterns.some((p) => p.regex.test(value) !== p.isNegated);
