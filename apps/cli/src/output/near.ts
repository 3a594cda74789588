/** How many letters have to be changed, added, left out or swapped to make one word of the other. */
const distance = (one: string, other: string): number => {
  const [from, to] = [[...one], [...other]];
  let [before, last] = [[] as number[], to.map((_, at) => at + 1)];
  for (const [row, letter] of from.entries()) {
    const line: number[] = [];
    for (const [at, wanted] of to.entries()) {
      const diagonal = at === 0 ? row : last[at - 1]!;
      const left = at === 0 ? row + 1 : line[at - 1]!;
      const cost = Math.min(last[at]! + 1, left + 1, diagonal + (letter === wanted ? 0 : 1));
      const isSwapped = row > 0 && at > 0 && letter === to[at - 1] && from[row - 1] === wanted;
      const swapped = at > 1 ? (before[at - 2] ?? Infinity) : row - 1;
      line.push(isSwapped ? Math.min(cost, swapped + 1) : cost);
    }
    [before, last] = [last, line];
  }
  return last.at(-1) ?? from.length;
};

/** Of `flow/deployment` and `pool/queue` the second part alone may be said. */
const farFrom = (word: string, name: string): number => {
  const whole = distance(word, name);
  return word.includes('/') ? whole : Math.min(whole, distance(word, name.slice(name.lastIndexOf('/') + 1)));
};

/** Names that are likely meant by one that does not exist, the nearest first; three at most. */
export const nearNames = (wanted: string, names: readonly string[]): readonly string[] => {
  const word = wanted.toLowerCase();
  const limit = Math.max(1, Math.floor(word.length * 0.35));
  return names
    .map((name) => ({ name, far: farFrom(word, name.toLowerCase()) }))
    .filter(({ far, name }) => far <= limit || (word.length > 2 && name.toLowerCase().startsWith(word)))
    .sort((a, b) => a.far - b.far)
    .slice(0, 3)
    .map(({ name }) => name);
};
