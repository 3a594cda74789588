import type { WorkspaceScope } from '../database/database.ts';
import { anyOf, type Sql, sql } from '../database/statement.ts';
import type { ObjectKind, ObjectLevel } from './object-limits.ts';

/** Whether the object may be used at this level. */
export const mayReach = (
  { limits }: WorkspaceScope,
  kind: ObjectKind,
  level: ObjectLevel,
  id: string,
): boolean => limits === undefined || !limits.denied[kind][level].has(id);

/** Conditions that leave out what may not be used at this level; none when nothing is out of reach. */
export function reachable(
  { limits }: WorkspaceScope,
  kind: ObjectKind,
  level: ObjectLevel,
  column: Sql,
): Sql[] {
  const denied = limits?.denied[kind][level];
  return denied === undefined || denied.size === 0 ? [] : [sql`not (${anyOf(column, [...denied], 'uuid')})`];
}

/** `reachable` for statements of constant text: the ids to leave out, as one value. */
export const deniedIds = ({ limits }: WorkspaceScope, kind: ObjectKind, level: ObjectLevel): string[] => [
  ...(limits?.denied[kind][level] ?? []),
];
