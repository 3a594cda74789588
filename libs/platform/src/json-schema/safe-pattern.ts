/** Steps that one search may take at most, about. */
const STEPS_MAX = 10_000_000;
const QUANTIFIER = /^(?:[*+]|\{\d+,\d*\}|\{\d{2,}\})/;

/** What searching a pattern may cost: `degree` of its time by the text's length; infinite where repeats are nested. */
function degreeOf(pattern: string): number {
  let degree = 0;
  let isClass = false;
  const groups: { repeats: boolean }[] = [{ repeats: false }];
  for (let i = 0; i < pattern.length; i += 1) {
    const char = pattern[i]!;
    if (char === '\\') i += 1;
    else if (isClass) isClass = char !== ']';
    else if (char === '[') isClass = true;
    else if (char === '(') groups.push({ repeats: false });
    else if (char === '|') groups.at(-1)!.repeats = true;
    let closed = { repeats: false };
    if (char === ')' && !isClass && groups.length > 1) closed = groups.pop()!;
    if (isClass || !QUANTIFIER.test(pattern.slice(i + 1, i + 12))) {
      groups.at(-1)!.repeats ||= closed.repeats;
      continue;
    }
    if (closed.repeats) return Infinity;
    groups.at(-1)!.repeats = true;
    degree += 1;
  }
  // without an anchor every place of the text is a start
  return pattern.startsWith('^') ? degree : degree + 1;
}

/** A pattern of a user. */
export interface SafePattern {
  test(text: string): boolean;
  toString(): string;
}

/**
 * A regular expression of a user that cannot keep the process busy: where a search might take too long, or where the
 * expression means nothing here (they are Python's), every text matches.
 */
export function safePattern(pattern: string): SafePattern {
  const degree = degreeOf(pattern);
  let compiled: RegExp | undefined;
  try {
    compiled = new RegExp(pattern, 'u');
  } catch {
    compiled = undefined;
  }
  return {
    test: (text) => compiled === undefined || text.length ** degree > STEPS_MAX || compiled.test(text),
    toString: () => `/${pattern}/u`,
  };
}
