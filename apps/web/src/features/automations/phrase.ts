/** A sentence of which some words stand out. */
export type Phrase = readonly (string | { readonly strong: string })[];

/** "When ${x} happens": what is put in stands out, phrases that are put in keep their own. */
export function say(texts: TemplateStringsArray, ...values: readonly (string | Phrase)[]): Phrase {
  const parts: (string | { strong: string })[] = [];
  texts.forEach((text, index) => {
    if (text) parts.push(text);
    const value = values[index];
    if (typeof value === 'string') parts.push({ strong: value });
    else if (value) parts.push(...value);
  });
  return parts;
}

/** The same words without weight. */
export const plainText = (phrase: Phrase): string =>
  phrase.map((part) => (typeof part === 'string' ? part : part.strong)).join('');

/** "a, b or c". */
export function listed(items: readonly Phrase[], word: 'and' | 'or'): Phrase {
  return items.flatMap((item, index): Phrase => {
    if (index === 0) return item;
    return [index === items.length - 1 ? ` ${word} ` : ', ', ...item];
  });
}

const UNITS = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
] as const;

/** Seconds in the largest unit that holds them evenly: "30 minutes". */
export function spanText(seconds: number): string {
  const [size, unit] = UNITS.find(([one]) => seconds >= one && seconds % one === 0) ?? [1, 'second'];
  const count = seconds / size;
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
