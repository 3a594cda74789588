/** Where a text is cut; what fits stays whole. */
export interface TextRoom {
  readonly characters: number;
  readonly lines: number;
}

/** The beginning of a text that is too long for its place; undefined when all of it fits. */
export function cutText(text: string, room: TextRoom): string | undefined {
  let end = Math.min(text.length, room.characters);
  let from = 0;
  for (let line = 0; line < room.lines; line += 1) {
    const at = text.indexOf('\n', from);
    if (at < 0 || at >= end) break;
    from = at + 1;
    if (line === room.lines - 1) end = at;
  }
  if (end >= text.length || text.slice(end).trim() === '') return undefined;
  // half of a character is none
  const isHalved = /[\uD800-\uDBFF]/.test(text.charAt(end - 1));
  return text.slice(0, isHalved ? end - 1 : end);
}

const KILO = 1_000;
/** How much there is of a text: `812 characters`, `1.2 million characters`. */
export function lengthText(length: number): string {
  if (length < 10 * KILO) return `${length.toLocaleString('en')} characters`;
  if (length < KILO * KILO) return `${Math.round(length / KILO)} thousand characters`;
  return `${(length / KILO / KILO).toFixed(1)} million characters`;
}
