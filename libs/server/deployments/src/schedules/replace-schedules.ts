import type { DeploymentScheduleCreate } from '@orch/contract';
import type { Ids, Micros } from '@orch/kernel';
import { type Tx, prepared } from '@orch/platform';
import { newSchedule } from './deployment-schedules.ts';
import { isSameSchedule } from './schedule-text.ts';
import { deleteSchedule, insertSchedules, updateSchedule } from './schedule.repository.ts';

/** A schedule as it is stored, for comparison. */
export interface StoredRow {
  readonly id: string;
  readonly slug: string | null;
  readonly schedule: string;
}

/** Which stored schedule each one that was sent takes the place of. */
export interface Replacement {
  readonly kept: readonly {
    readonly id: string;
    readonly sent: DeploymentScheduleCreate;
    readonly isEqual: boolean;
  }[];
  readonly added: readonly DeploymentScheduleCreate[];
  readonly removed: readonly string[];
}

const STORED = prepared(
  'deployments.stored_schedules',
  'select id, slug, schedule from deployment_schedule where workspace_id = $1::uuid and deployment_id = $2::uuid order by created, id',
);

/**
 * Gives the deployment these schedules and no others. A schedule that is sent again unchanged keeps its id (and so the
 * keys of its runs: no slot gets a second run however often a deployment is saved); one with a known slug is changed.
 * The reference makes all of them anew. The caller holds the deployment's row.
 */
export async function replaceSchedules(
  tx: Tx,
  ids: Ids,
  deploymentId: string,
  sent: readonly DeploymentScheduleCreate[],
  nowUs: Micros,
): Promise<void> {
  const known = await tx.query<StoredRow>(STORED.with(tx.scope.workspaceId, deploymentId));
  const { kept, added, removed } = matchSchedules(known, sent);
  for (const id of removed) await deleteSchedule(tx, deploymentId, id);
  for (const { id, sent: body, isEqual } of kept) {
    const { schedule, ...rest } = newSchedule(body, nowUs);
    await updateSchedule(tx, deploymentId, id, isEqual ? rest : { ...rest, schedule });
  }
  await insertSchedules(
    tx,
    ids,
    deploymentId,
    added.map((body) => newSchedule(body, nowUs)),
  );
}

/** Equal ones are matched first, each stored one at most once, then those of the same slug. */
export function matchSchedules(
  known: readonly StoredRow[],
  sent: readonly DeploymentScheduleCreate[],
): Replacement {
  const free = new Map(known.map((row) => [row.id, row]));
  const matches = new Map<DeploymentScheduleCreate, { id: string; isEqual: boolean }>();
  for (const isEqual of [true, false]) {
    for (const body of sent) {
      if (matches.has(body)) continue;
      const row = [...free.values()].find(
        ({ slug, schedule }) =>
          slug === body.slug && (isEqual ? isSameSchedule(schedule, body.schedule) : slug !== null),
      );
      if (!row) continue;
      free.delete(row.id);
      matches.set(body, { id: row.id, isEqual });
    }
  }
  return {
    kept: sent.flatMap((body) => {
      const match = matches.get(body);
      return match ? [{ ...match, sent: body }] : [];
    }),
    added: sent.filter((body) => !matches.has(body)),
    removed: [...free.keys()],
  };
}
