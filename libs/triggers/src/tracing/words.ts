import type { Micros } from '@orch/kernel';

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** A span of time in words: `5 minutes`, `90 seconds`. */
export function spanText(us: Micros): string {
  const seconds = us / 1_000_000;
  for (const [unit, length] of UNITS)
    if (seconds >= length && seconds % length === 0) return counted(seconds / length, unit);
  return counted(Number(seconds.toFixed(3)), 'second');
}

/** `1 event`, `3 events`. */
export const counted = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;

const ENTITY = /^prefect\.(flow-run|task-run)\.([A-Z][A-Za-z]*)$/;

/** The name of an event as people say it: `flow run Failed`. */
export function eventText(name: string): string {
  const [, kind, state] = ENTITY.exec(name) ?? [];
  return kind === undefined ? name : `${kind.replace('-', ' ')} ${state}`;
}

/** `a`, `a or b`, `a, b or c`. */
export function either(words: readonly string[]): string {
  if (words.length < 2) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

const RELATED = /^related:(.*):([^:]*)$/;

/** What events are counted apart by: `flow`, `resource`. */
export function labelText(label: string): string {
  const [, role, inner] = RELATED.exec(label) ?? [];
  const [thing, name] = role === undefined ? ['resource', label] : [role.replace('-', ' '), inner!];
  return name === 'prefect.resource.id' ? thing : `${name} of the ${thing}`;
}
