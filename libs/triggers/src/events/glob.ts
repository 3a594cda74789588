const SPECIAL = /[.+^${}()|[\]\\*?]/g;

/** Compiled patterns; an automation's are few, and the same ones are asked of every event. */
const compiled = new Map<string, RegExp>();
const COMPILED_MAX = 10_000;

/**
 * Whether a whole text fits a shell pattern: `*`, `?` and `[a-c]`, `[!a-c]`; case counts.
 * Upstream: fnmatch.fnmatchcase of Python, which the reference matches labels and names with.
 */
export function fitsGlob(pattern: string, text: string): boolean {
  if (pattern === '*') return true;
  let regex = compiled.get(pattern);
  if (!regex) {
    if (compiled.size >= COMPILED_MAX) compiled.clear();
    regex = globRegex(pattern);
    compiled.set(pattern, regex);
  }
  return regex.test(text);
}

function globRegex(pattern: string): RegExp {
  let source = '';
  for (let at = 0; at < pattern.length; at += 1) {
    const char = pattern[at]!;
    if (char === '*') {
      if (!source.endsWith('[^]*')) source += '[^]*'; // a row of stars is one star, and costs as much
    } else if (char === '?') source += '[^]';
    else if (char === '[') {
      const set = readSet(pattern, at);
      source += set?.source ?? '\\[';
      at = set?.last ?? at;
    } else source += char.replace(SPECIAL, '\\$&');
  }
  return new RegExp(`^${source}$`);
}

/** A set such as `[a-c]`; a bracket that nothing closes is a plain character. */
function readSet(pattern: string, at: number): { source: string; last: number } | undefined {
  const isNegated = pattern[at + 1] === '!';
  const first = at + (isNegated ? 2 : 1);
  const last = pattern.indexOf(']', first + 1); // a bracket right at the start belongs to the set
  if (last < 0) return undefined;
  const members = readMembers(pattern.slice(first, last));
  if (members === '') return { source: isNegated ? '[^]' : '(?!)', last };
  return { source: `[${isNegated ? '^' : ''}${members}]`, last };
}

/** Single characters and ranges; a range that runs backwards holds nothing. */
function readMembers(set: string): string {
  let source = '';
  for (let at = 0; at < set.length; at += 1) {
    const [from, to] = [set[at]!, set[at + 2]];
    if (set[at + 1] === '-' && to !== undefined) {
      if (from <= to) source += `${escaped(from)}-${escaped(to)}`;
      at += 2;
    } else source += escaped(from);
  }
  return source;
}

const escaped = (char: string): string => (/[\\\]^-]/.test(char) ? `\\${char}` : char);

/**
 * Whether a label's value is what is expected; a leading `!` turns the pattern around. A label that is not there is
 * never what is expected. Upstream: server/events/schemas/events.py, matches (3.8.8).
 */
export function isExpected(expected: string, value: string | undefined): boolean {
  if (value === undefined) return false;
  return expected.startsWith('!') ? !fitsGlob(expected.slice(1), value) : fitsGlob(expected, value);
}
