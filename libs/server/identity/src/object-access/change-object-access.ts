import { Injectable } from '@nestjs/common';
import type { AccessControlBody, ListedActor, ObjectAccessOfWire } from '@orch/contract';
import { OrchError } from '@orch/kernel';
import { type Access, AuditLog, mayReach, OBJECT_LEVELS, type WorkspaceScope } from '@orch/platform';
import { AccessChanges } from '../access/access-changes.ts';
import {
  type ListedRow,
  type ObjectAddress,
  type ObjectGrant,
  ObjectAccessRepository,
} from './object-access.repository.ts';

const ENTRIES_MAX = 500;
const LISTS_MAX = 2_000;

/**
 * Who may use one deployment, pool or block. A list takes away and never gives: whoever is on it still needs the
 * permission in the workspace. Who may give access to the workspace is bound by no list, so nobody locks all out.
 */
@Injectable()
export class ChangeObjectAccess {
  constructor(
    private readonly changes: AccessChanges,
    private readonly repository: ObjectAccessRepository,
    private readonly audit: AuditLog,
  ) {}

  /** @throws OrchError `not_found`, also for objects that the asker may not see */
  async read(scope: WorkspaceScope, address: ObjectAddress): Promise<ObjectAccessOfWire> {
    const object = await this.repository.find(scope, address);
    if (!object || !mayReach(scope, address.kind, 'view', object.id)) throw new OrchError('not_found');
    return present(await this.repository.list(scope, address.kind, object.id));
  }

  /** Replaces the list; an empty one opens the object. @throws OrchError `not_found`, `member.unknown`, `account.full` */
  async replace({ scope }: Access, address: ObjectAddress, body: AccessControlBody): Promise<void> {
    const grants = grantsOf(body);
    if (grants.length > ENTRIES_MAX)
      throw new OrchError('request.rejected', {}, { text: `access_control: at most ${ENTRIES_MAX} entries` });
    const actorIds = [...new Set(grants.filter((g) => !g.isTeam).map((g) => g.actorId))];
    const teamIds = [...new Set(grants.filter((g) => g.isTeam).map((g) => g.actorId))];
    await this.changes.writeIn(scope, async (tx) => {
      await this.repository.lockWorkspace(tx);
      const object = await this.repository.lock(tx, address);
      if (!object) throw new OrchError('not_found');
      const kinds = await this.repository.actorKinds(tx, actorIds);
      if (kinds.size < actorIds.length || (await this.repository.countTeams(tx, teamIds)) < teamIds.length)
        throw new OrchError('member.unknown');
      const before = await this.repository.list(scope, address.kind, object.id, tx);
      if (before.length === 0 && grants.length > 0 && (await this.repository.countLists(tx)) >= LISTS_MAX)
        throw new OrchError('account.full', {}, { max: LISTS_MAX, what: 'access lists in a workspace' });
      await this.repository.replace(tx, address.kind, object.id, grants, kinds);
      await this.audit.record(tx, {
        accountId: scope.accountId,
        workspaceId: scope.workspaceId,
        action: 'object_access.changed',
        target: { kind: address.kind, id: object.id, name: object.name },
        before: summary(before.map(({ level, actor_id }) => ({ level, actorId: actor_id }))),
        after: summary(grants),
      });
    });
  }
}

function grantsOf({ access_control: lists }: AccessControlBody): ObjectGrant[] {
  const grants = OBJECT_LEVELS.flatMap((level) => [
    ...[...new Set(lists[`${level}_actor_ids`])].map((actorId) => ({ level, actorId, isTeam: false })),
    ...[...new Set(lists[`${level}_team_ids`])].map((actorId) => ({ level, actorId, isTeam: true })),
  ]);
  return grants;
}

const summary = (entries: readonly { level: string; actorId: string }[]): Record<string, string[]> =>
  Object.fromEntries(
    OBJECT_LEVELS.map((level) => [
      level,
      entries.filter((entry) => entry.level === level).map(({ actorId }) => actorId),
    ]),
  );

function present(rows: readonly ListedRow[]): ObjectAccessOfWire {
  const at = (level: string, isTeam: boolean): ListedActor[] =>
    rows
      .filter((row) => row.level === level && (row.actor_kind === 'team') === isTeam)
      .map(({ actor_id, actor_kind, name, email }) => ({
        id: actor_id,
        name: name ?? '',
        type: actor_kind,
        email,
      }));
  return {
    manage_actors: at('manage', false),
    run_actors: at('run', false),
    view_actors: at('view', false),
    manage_teams: at('manage', true),
    run_teams: at('run', true),
    view_teams: at('view', true),
  };
}
