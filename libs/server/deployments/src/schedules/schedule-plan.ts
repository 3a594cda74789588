import type { DeploymentScheduleUpdate } from '@orch/contract';
import { OrchError } from '@orch/kernel';

/** What an update does to a deployment's schedules. */
export type SchedulePlan =
  | { readonly kind: 'keep' }
  | { readonly kind: 'replace' }
  | {
      readonly kind: 'merge';
      /** By the id of the schedule that is changed. */
      readonly changes: readonly {
        readonly id: string;
        readonly update: DeploymentScheduleUpdate;
        readonly isRename: boolean;
      }[];
      readonly additions: readonly DeploymentScheduleUpdate[];
    };

/** A schedule as it is stored. */
export interface KnownSchedule {
  readonly id: string;
  readonly slug: string | null;
}

/**
 * Slugs decide: when all old and all new schedules have one they are matched by it, else the new ones replace the old.
 * Upstream: api/deployments.py, update_deployment (3.8.8).
 * @throws OrchError `request.rejected`
 */
export function planSchedules(
  known: readonly KnownSchedule[],
  wanted: readonly DeploymentScheduleUpdate[] | undefined,
): SchedulePlan {
  if (wanted === undefined) return { kind: 'keep' };
  const knownHaveSlugs = known.length > 0 && known.every((s) => s.slug !== null);
  if (!knownHaveSlugs) return { kind: 'replace' };
  if (!wanted.every((s) => s.slug)) {
    throw refused(
      'Please provide a slug for each schedule in your request to ensure schedules are updated correctly.',
    );
  }
  return mergePlan(new Map(known.map((s) => [s.slug, s.id])), wanted);
}

function mergePlan(
  idOf: ReadonlyMap<string | null, string>,
  wanted: readonly DeploymentScheduleUpdate[],
): SchedulePlan {
  const replaced = new Set<string>();
  for (const { replaces } of wanted) {
    if (!replaces) continue;
    if (replaced.has(replaces))
      throw refused(`Multiple schedules have 'replaces' targeting the same slug: ${replaces}`);
    replaced.add(replaces);
  }
  const changes: { id: string; update: DeploymentScheduleUpdate; isRename: boolean }[] = [];
  const additions: DeploymentScheduleUpdate[] = [];
  for (const update of wanted) {
    const { slug, replaces } = update;
    if (replaces && slug && idOf.has(slug) && !replaced.has(slug)) {
      throw refused(
        `Cannot rename schedule from '${replaces}' to '${slug}': a schedule with slug '${slug}' already exists.`,
      );
    }
    const id = idOf.get(replaces ? replaces : (slug ?? null));
    if (id !== undefined) changes.push({ id, update, isRename: Boolean(replaces) });
    else if (update.schedule) additions.push(update);
    else throw refused('Unable to create new deployment schedules without a schedule configuration.');
  }
  return { kind: 'merge', changes, additions };
}

const refused = (text: string): OrchError => new OrchError('request.rejected', {}, { text });
