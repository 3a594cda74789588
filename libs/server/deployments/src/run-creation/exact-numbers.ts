import { randomUUID } from 'node:crypto';

/** Tells our texts from those of users, who cannot know it. */
const TAG = `number ${randomUUID()} `;
const NUMBER = '-?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?';
const TEXT_OR_NUMBER = new RegExp(`"[^"\\\\]*(?:\\\\.[^"\\\\]*)*"|${NUMBER}`, 'gs');
const TAGGED = new RegExp(`"${TAG}(${NUMBER})"`, 'g');

/**
 * Parses JSON so that `printExactly` prints every number as it was sent: 1.0 stays 1.0, 2^63 keeps its digits.
 * Numbers that JavaScript would print in another way are texts in between.
 * @throws SyntaxError
 */
export function parseExactly(text: string): unknown {
  const value: unknown = JSON.parse(text); // of malformed JSON nothing below may be believed
  const tagged = text.replace(TEXT_OR_NUMBER, (token) =>
    token.startsWith('"') || String(Number(token)) === token ? token : `"${TAG}${token}"`,
  );
  return tagged === text ? value : (JSON.parse(tagged) as unknown);
}

/** JSON of a value whose parts came from `parseExactly`. */
export const printExactly = (value: unknown): string => JSON.stringify(value).replace(TAGGED, '$1');

/** Whether a text of a parsed value stands for a number. */
export const isExactNumber = (text: string): boolean => text.startsWith(TAG);
