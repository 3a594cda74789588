import { fitsGlob } from '@orch/triggers';

/** What one value of a label filter means: `*` and `?` are wild, a leading `!` turns it around. */
export interface LabelPattern {
  readonly isNegated: boolean;
  /** For SQL's LIKE with backslash as escape. */
  readonly like: string;
  /** For `fitsGlob`, whose time is bounded whatever the pattern. */
  readonly glob: string;
}

/** Upstream: server/events/filters.py, _is_like_match_expression (3.8.8). */
export function labelPattern(expression: string): LabelPattern {
  const isNegated = expression.startsWith('!');
  const glob = isNegated ? expression.slice(1) : expression;
  const like = glob.replace(/[\\%_*?]/g, (c) => (c === '*' ? '%' : c === '?' ? '_' : `\\${c}`));
  // a bracket is a letter here, not the beginning of a set
  return { isNegated, like, glob: glob.replaceAll('[', '[[]') };
}

export const valuesOf = (expected: string | readonly string[]): readonly string[] =>
  typeof expected === 'string' ? [expected] : expected;

/** Whether a label's value fits one of the patterns. A label that is not there fits none, negated ones included. */
export const labelMatches = (patterns: readonly LabelPattern[], value: string | undefined): boolean =>
  value !== undefined && patterns.some((p) => fitsGlob(p.glob, value) !== p.isNegated);
