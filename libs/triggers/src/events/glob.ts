/** One place of a pattern: any run of characters, any one, or one of some. */
type Part =
  | { readonly kind: 'run' }
  | { readonly kind: 'any' }
  | { readonly kind: 'one'; readonly fits: (char: string) => boolean };

/** Patterns that were read; an automation's are few, and the same ones are asked of every event. */
const known = new Map<string, readonly Part[]>();
const KNOWN_MAX = 10_000;

/**
 * Whether a whole text fits a shell pattern: `*`, `?` and `[a-c]`, `[!a-c]`; case counts. Patterns are of users, so
 * the time it takes is bounded by the product of both lengths, which regular expressions do not promise.
 * Upstream: fnmatch.fnmatchcase of Python, which the reference matches labels and names with.
 */
export function fitsGlob(pattern: string, text: string): boolean {
  if (pattern === '*') return true;
  if (!/[*?[]/.test(pattern)) return pattern === text;
  let parts = known.get(pattern);
  if (!parts) {
    if (known.size >= KNOWN_MAX) known.clear();
    parts = readParts(pattern);
    known.set(pattern, parts);
  }
  return fits(parts, [...text]);
}

/** Tries the shortest run for the last star first; no earlier star has to be tried again. */
function fits(parts: readonly Part[], text: readonly string[]): boolean {
  let [at, place, starAt, starPlace] = [0, 0, -1, 0];
  while (at < text.length) {
    const part = parts[place];
    if (part?.kind === 'run') {
      [starAt, starPlace] = [at, place];
      place += 1;
    } else if (part && (part.kind === 'any' || part.fits(text[at]!))) {
      at += 1;
      place += 1;
    } else if (starAt >= 0) {
      starAt += 1;
      [at, place] = [starAt, starPlace + 1];
    } else return false;
  }
  return parts.slice(place).every(({ kind }) => kind === 'run');
}

function readParts(pattern: string): Part[] {
  const chars = [...pattern];
  const parts: Part[] = [];
  for (let at = 0; at < chars.length; at += 1) {
    const char = chars[at]!;
    const set = char === '[' ? readSet(chars, at) : undefined;
    if (set) {
      parts.push({ kind: 'one', fits: set.fits });
      at = set.last;
    } else if (char === '*') parts.push({ kind: 'run' });
    else if (char === '?') parts.push({ kind: 'any' });
    else parts.push({ kind: 'one', fits: (one) => one === char });
  }
  return parts;
}

/** A set such as `[a-c]`; a bracket that nothing closes is a plain character. */
function readSet(
  chars: readonly string[],
  at: number,
): { fits: (char: string) => boolean; last: number } | undefined {
  const isNegated = chars[at + 1] === '!';
  const first = at + (isNegated ? 2 : 1);
  const last = chars.indexOf(']', first + 1); // a bracket right at the start belongs to the set
  if (last < 0) return undefined;
  const ranges = readRanges(chars.slice(first, last));
  const holds = (char: string): boolean => ranges.some(([from, to]) => char >= from && char <= to);
  return { fits: (char) => holds(char) !== isNegated, last };
}

/** Single characters and ranges; a range that runs backwards holds nothing. */
function readRanges(set: readonly string[]): [from: string, to: string][] {
  const ranges: [string, string][] = [];
  for (let at = 0; at < set.length; at += 1) {
    const isRange = set[at + 1] === '-' && at + 2 < set.length;
    ranges.push([set[at]!, isRange ? set[at + 2]! : set[at]!]);
    if (isRange) at += 2;
  }
  return ranges;
}

/**
 * Whether a label's value is what is expected; a leading `!` turns the pattern around. A label that is not there is
 * never what is expected. Upstream: server/events/schemas/events.py, matches (3.8.8).
 */
export function isExpected(expected: string, value: string | undefined): boolean {
  if (value === undefined) return false;
  return expected.startsWith('!') ? !fitsGlob(expected.slice(1), value) : fitsGlob(expected, value);
}
