import type { Field } from './printer.ts';
import { manyLines, stateStyle, statusStyle } from './style.ts';
import type { Column } from './table.ts';
import { clockTime, relativeTime } from './times.ts';

/** Any JSON value as one piece of text; nothing for null. */
export const textOf = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) return value.join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

/** A member of a row, by name. */
const memberOf = (row: object, name: string): unknown => (row as Readonly<Record<string, unknown>>)[name];

type Options = Pick<Column<object>, 'flexible' | 'align' | 'enough'>;
/** A column that shows a member. */
export const column = (head: string, member: string, options: Options = {}): Column<object> => ({
  head,
  text: (row) => textOf(memberOf(row, member)),
  ...options,
});
/** A column that may be cut. */
export const wide = (head: string, member: string): Column<object> =>
  column(head, member, { flexible: true });
export const numeric = (head: string, member: string): Column<object> =>
  column(head, member, { align: 'right' });
/** A moment, as how long ago it was. */
export const since = (head: string, member: string, nowMs: number): Column<object> => ({
  head,
  text: (row) => relativeTime(textOf(memberOf(row, member)), nowMs),
  style: () => 'dim',
});
/** A run's state in its colour. */
export const stateColumn: Column<object> = {
  head: 'STATE',
  text: (row) => textOf(memberOf(row, 'state_name') ?? 'no state'),
  style: (row) => stateStyle(textOf(memberOf(row, 'state_type'))),
};
export const statusColumn = (member = 'status'): Column<object> => ({
  head: 'STATUS',
  text: (row) => textOf(memberOf(row, member)).toLowerCase().replace('_', ' '),
  style: (row) => statusStyle(memberOf(row, member)),
});
/** So much of an id tells it from others, also of those made within one millisecond, and is taken for it. */
const ID_ENOUGH = 18;
export const idColumn = column('ID', 'id', { enough: ID_ENOUGH });

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;
const labelOf = (member: string): string => {
  const words = member.replaceAll('_', ' ').replace(/\bid\b/, 'ID');
  return words[0]!.toUpperCase() + words.slice(1);
};
const full = (value: unknown, nowMs: number): string => {
  if (typeof value === 'string' && MOMENT.test(value))
    return `${clockTime(value)} (${relativeTime(value, nowMs)})`;
  if (typeof value === 'string') return manyLines(value);
  if (typeof value !== 'object' || value === null) return textOf(value);
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) return textOf(value);
  return Object.keys(value).length === 0 ? '' : JSON.stringify(value, null, 2);
};

/** The named members of one thing, labelled by their names. */
export const fieldsOf = (thing: object, members: readonly string[], nowMs: number): Field[] =>
  members.map((member) => {
    const value = memberOf(thing, member);
    const style =
      member === 'state_name' ? stateStyle(textOf(memberOf(thing, 'state_type'))) : statusStyle(value);
    return [
      labelOf(member),
      full(value, nowMs),
      member === 'state_name' || member === 'status' ? style : undefined,
    ];
  });
