import { OrchError } from '@orch/kernel';
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

/**
 * Refuses what is out of reach: an object that may not even be seen answers as a missing one.
 * @throws what `missing` makes; OrchError `auth.forbidden` for an object that may be seen but not used so
 */
export function requireReach(
  scope: WorkspaceScope,
  kind: ObjectKind,
  level: ObjectLevel,
  id: string,
  missing: () => Error,
): void {
  if (mayReach(scope, kind, level, id)) return;
  throw mayReach(scope, kind, 'view', id) ? new OrchError('auth.forbidden', { kind, level, id }) : missing();
}

/** `requireReach` for a pool that is only known by its name. @throws OrchError `work_pool.not_found`, `auth.forbidden` */
export function requirePoolReach({ limits }: WorkspaceScope, level: ObjectLevel, name: string): void {
  if (limits?.deniedPoolNames[level].has(name) !== true) return;
  throw limits.deniedPoolNames.view.has(name)
    ? new OrchError('work_pool.not_found', {}, { name })
    : new OrchError('auth.forbidden', { level, name });
}
