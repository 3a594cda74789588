import { isUuid, parseMicros } from '@orch/kernel';
import { isIPv4, isIPv6 } from 'node:net';

const DATE = /^\d{4}-\d\d-\d\d$/;
const DATE_TIME = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/;
const TIME = /^\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/;
const POINTER = /^(?:\/(?:[^~/]|~[01])*)*$/;

function isRegex(text: string): boolean {
  try {
    return new RegExp(text, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

/** Formats that the reference checks in forms, by name; any text is of a format that is not here. */
export const FORMATS = new Map<string, (text: string) => boolean>([
  ['uuid', isUuid],
  ['email', (text) => text.includes('@')],
  ['idn-email', (text) => text.includes('@')],
  ['ipv4', isIPv4],
  ['ipv6', isIPv6],
  ['date', (text) => DATE.test(text) && parseMicros(text) !== undefined],
  ['date-time', (text) => DATE_TIME.test(text) && parseMicros(text) !== undefined],
  ['time', (text) => TIME.test(text) && parseMicros(`2000-01-01T${text}`) !== undefined],
  ['regex', isRegex],
  ['json-pointer', (text) => POINTER.test(text)],
]);
