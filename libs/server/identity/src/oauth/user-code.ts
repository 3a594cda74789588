import { randomInt } from 'node:crypto';

// consonants: no words, nothing that looks like something else (RFC 8628 6.1); 20^8 codes
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ';
const LENGTH = 8;
const CODE = new RegExp(`^[${LETTERS}]{${LENGTH}}$`);

/** A new code that people type. */
export const newUserCode = (draw: (max: number) => number = randomInt): string =>
  Array.from({ length: LENGTH }, () => LETTERS.charAt(draw(LETTERS.length))).join('');

/** As it is shown: `XXXX-XXXX`. */
export const shownUserCode = (code: string): string => `${code.slice(0, 4)}-${code.slice(4)}`;

/** What somebody typed, whatever they put between the letters; `undefined` when it is no code. */
export function readUserCode(typed: string): string | undefined {
  const code = typed.toUpperCase().replace(/[\s._-]+/g, '');
  return CODE.test(code) ? code : undefined;
}
