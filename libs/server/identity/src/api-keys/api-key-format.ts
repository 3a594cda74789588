import { hash as digest, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const RANDOM_CHARACTERS = 36;
const CHECKSUM_CHARACTERS = 6;
const OUR_FORMAT = new RegExp(`^pn[ub]_[0-9A-Za-z]{${RANDOM_CHARACTERS + CHECKSUM_CHARACTERS}}$`);
/** Longer tokens are not looked up: no key is that long. */
export const KEY_CHARACTERS_MAX = 512;

/** Prefixes that clients tell people's keys and machines' keys apart by. */
export const KEY_PREFIXES = { user: 'pnu_', service_account: 'pnb_' } as const;
export type KeyOwnerKind = keyof typeof KEY_PREFIXES;

/** The CRC-32 of what comes before, in six base62 digits. */
function checksum(text: string): string {
  let rest = crc32(text);
  let digits = '';
  for (let i = 0; i < CHECKSUM_CHARACTERS; i += 1) {
    digits = ALPHABET.charAt(rest % 62) + digits;
    rest = Math.floor(rest / 62);
  }
  return digits;
}

/** A new key: prefix, 36 random base62 characters (214 bits), checksum. `draw` is a uniform random integer below `max`. */
export function mintKey(kind: KeyOwnerKind, draw: (max: number) => number = randomInt): string {
  let body: string = KEY_PREFIXES[kind];
  for (let i = 0; i < RANDOM_CHARACTERS; i += 1) body += ALPHABET.charAt(draw(ALPHABET.length));
  return body + checksum(body);
}

/** Whether the token looks like a key of ours but is mistyped or made up: it needs no look-up to be refused. */
export const isForged = (token: string): boolean =>
  OUR_FORMAT.test(token) &&
  checksum(token.slice(0, -CHECKSUM_CHARACTERS)) !== token.slice(-CHECKSUM_CHARACTERS);

/** What is kept of a key, base64: a full-entropy secret needs no slow hash. */
export const hashKey = (token: string): string => digest('sha256', token, 'base64');

/** What people recognise a key by: prefix and last four characters; only the prefix of a short one. */
export const maskKey = (key: string): string =>
  key.length >= 16 ? `${key.slice(0, 4)}…${key.slice(-4)}` : '…';
