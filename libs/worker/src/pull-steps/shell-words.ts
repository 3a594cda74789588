/**
 * Takes a command line apart as a POSIX shell does, without expanding anything: quotes, backslashes and comments.
 * @throws Error when a quote is not closed
 */
export const shellWords = (line: string): string[] => {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < line.length; at++) {
    const char = line[at]!;
    if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (char === '"' || char === "'") {
      const end = closing(line, at);
      word = (word ?? '') + unquoted(line.slice(at + 1, end), char);
      at = end;
    } else if (char === '\\') word = (word ?? '') + (line[++at] ?? '');
    else word = (word ?? '') + char;
  }
  if (word !== undefined) words.push(word);
  return words;
};

const closing = (line: string, from: number): number => {
  const quote = line[from];
  for (let at = from + 1; at < line.length; at++) {
    if (line[at] === quote) return at;
    if (quote === '"' && line[at] === '\\') at++;
  }
  throw new Error('a quote is not closed');
};

const unquoted = (text: string, quote: string): string =>
  quote === "'" ? text : text.replace(/\\(["\\$`])/g, '$1');
