import { type ResourceKind, type Spec } from './resource.ts';
import { isMapping } from '../mapping.ts';

/** A member that differs. */
export interface FieldChange {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** The server puts a start before a rule that has none. */
export const START = /^DTSTART[^\n]*\n(?:RRULE:)?/;

const isSameText = (wanted: unknown, present: unknown): boolean =>
  typeof wanted === 'string' && typeof present === 'string' && present.replace(START, '') === wanted;

const keysOf = (wanted: Spec, present: Spec, isWhole: boolean): readonly string[] =>
  isWhole ? [...new Set([...Object.keys(wanted), ...Object.keys(present)])] : Object.keys(wanted);

/** Whether what is wanted is there already; what is there beside it does not count, unless it is compared as a whole. */
export const isThere = (wanted: unknown, present: unknown, isWhole: boolean): boolean => {
  if (wanted === null || wanted === undefined) return present === null || present === undefined;
  if (Array.isArray(wanted))
    return (
      Array.isArray(present) &&
      wanted.length === present.length &&
      wanted.every((one, at) => isThere(one, present[at], isWhole))
    );
  if (isMapping(wanted))
    return (
      isMapping(present) &&
      keysOf(wanted, present, isWhole).every((name) => isThere(wanted[name], present[name], isWhole))
    );
  return wanted === present || isSameText(wanted, present);
};

/** What a spec says that is not so yet. */
export const changesOf = (kind: ResourceKind, wanted: Spec, present: Spec): readonly FieldChange[] =>
  Object.keys(wanted)
    .filter((field) => !isThere(wanted[field], present[field], kind.whole.includes(field)))
    .map((field) => ({ field, before: present[field], after: wanted[field] }));
