import { type Tx, prepared } from '@orch/platform';
import type { Firing } from '@orch/triggers';

/** A firing that a compound or a sequence waits to complete. */
export interface ChildFiring {
  readonly automationId: string;
  readonly groupId: string;
  readonly triggerId: string;
  /** Null: it is not waited with any more. */
  readonly firing: Firing | null;
}

interface FiringRow {
  readonly automation_id: string;
  readonly group_id: string;
  readonly trigger_id: string;
  readonly firing: string;
}

const READ = prepared(
  'automations.child_firings',
  `select automation_id, group_id, trigger_id, firing from automation_child_firing
   where workspace_id = $1::uuid and automation_id = any($2::uuid[]) order by fired_us`,
);
const UPSERT = prepared(
  'automations.write_child_firings',
  `insert into automation_child_firing as f (workspace_id, automation_id, group_id, trigger_id, fired_us, firing)
   select $1::uuid, r.automation_id, r.group_id, r.trigger_id, r.fired_us, r.firing
   from json_to_recordset($2::json) as r(automation_id uuid, group_id uuid, trigger_id uuid, fired_us bigint, firing json)
   on conflict (workspace_id, automation_id, group_id, trigger_id) do update set fired_us = excluded.fired_us, firing = excluded.firing`,
);
const DELETE = prepared(
  'automations.delete_child_firings',
  `delete from automation_child_firing f using unnest($2::uuid[], $3::uuid[], $4::uuid[]) as k(automation_id, group_id, trigger_id)
   where f.workspace_id = $1::uuid and f.automation_id = k.automation_id and f.group_id = k.group_id and f.trigger_id = k.trigger_id`,
);

/** Firings of parts, at rest. There is one writer of a workspace at a time. */
export const ChildFiringRepository = {
  async read(tx: Tx, automationIds: readonly string[]): Promise<ChildFiring[]> {
    if (automationIds.length === 0) return [];
    const rows = await tx.query<FiringRow>(READ.with(tx.scope.workspaceId, automationIds));
    return rows.map((row) => ({
      automationId: row.automation_id,
      groupId: row.group_id,
      triggerId: row.trigger_id,
      firing: JSON.parse(row.firing) as Firing, // written by `write`
    }));
  },

  async write(tx: Tx, changes: readonly ChildFiring[]): Promise<void> {
    const gone = changes.filter(({ firing }) => firing === null);
    if (gone.length > 0) {
      await tx.execute(
        DELETE.with(
          tx.scope.workspaceId,
          gone.map((c) => c.automationId),
          gone.map((c) => c.groupId),
          gone.map((c) => c.triggerId),
        ),
      );
    }
    const rows = changes.flatMap(({ automationId, groupId, triggerId, firing }) =>
      firing === null
        ? []
        : [
            {
              automation_id: automationId,
              group_id: groupId,
              trigger_id: triggerId,
              fired_us: firing.triggeredUs,
              firing: slim(firing),
            },
          ],
    );
    if (rows.length > 0) await tx.execute(UPSERT.with(tx.scope.workspaceId, JSON.stringify(rows)));
  },
};

/** A firing with references to its events only: they are stored once already. */
export const slim = (firing: Firing): Firing => ({
  ...firing,
  event: firing.event && { id: firing.event.id, occurredUs: firing.event.occurredUs },
  firings: firing.firings.map(slim),
});
