import { usage } from './failure.ts';

/** What a person typed as a value: JSON where it is JSON, the text itself otherwise. */
export const valueFrom = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
};

/** `key=value` pairs; values as `valueFrom` reads them. */
export const pairsFrom = (pairs: readonly string[], option: string): Record<string, unknown> => {
  const entries = pairs.map((pair): [string, unknown] => {
    const at = pair.indexOf('=');
    if (at < 1) throw usage(`${option} takes KEY=VALUE, not "${pair}"`);
    return [pair.slice(0, at), valueFrom(pair.slice(at + 1))];
  });
  return Object.fromEntries(entries);
};

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

const WORDS = /^(?:in )?(\d{1,9}) ?(second|sec|minute|min|hour|day|week)s?$/i;

/** `90`, `90s`, `15m`, `2h`, `30d`, `in 10 minutes` → seconds. */
export const durationFrom = (text: string, option: string): number => {
  const words = WORDS.exec(text.trim());
  if (words) return Number(words[1]) * UNIT_SECONDS[words[2]![0]!.toLowerCase()]!;
  const match = /^(\d{1,9})([smhdw]?)$/.exec(text.trim());
  if (!match) throw usage(`${option} takes a duration such as 90s, 15m, 2h or 30d, not "${text}"`);
  return Number(match[1]) * UNIT_SECONDS[match[2] || 's']!;
};

/** A moment as ISO text, from a date or from how long ago it was (`2h`). */
export const pastFrom = (text: string, option: string, nowMs: number): string => {
  if (/^\d+[smhdw]$/.test(text)) return new Date(nowMs - durationFrom(text, option) * 1000).toISOString();
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw usage(`${option} takes a date or a duration such as 2h, not "${text}"`);
  return new Date(at).toISOString();
};

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
export const isUuid = (text: string): boolean => UUID.test(text);
/** At least four characters that an id may begin with. */
export const isIdPrefix = (text: string): boolean => text.length >= 4 && /^[0-9a-f][0-9a-f-]*$/i.test(text);
