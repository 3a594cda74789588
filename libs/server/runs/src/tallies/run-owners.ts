import type { RunOwners } from './tally-question.ts';

const FROM: Readonly<Record<RunOwners['kind'], string>> = {
  flows: 'select f.id from flow f where f.workspace_id = $1::uuid and f.id = any($2::uuid[])',
  deployments: 'select d.id from deployment d where d.workspace_id = $1::uuid and d.id = any($2::uuid[])',
  work_pools: `select q.id from work_queue q join work_pool p on p.workspace_id = q.workspace_id and p.id = q.work_pool_id
    where q.workspace_id = $1::uuid and p.name = any($2::text[])`,
};

/** An SQL array of the ids under which tallies know these owners: those that are there. $1: workspace, $2: values. */
export const idsOfOwners = (kind: RunOwners['kind']): string => `array(${FROM[kind]})`;

/** One for each kind of owner. */
export const byOwner = <T>(make: (kind: RunOwners['kind']) => T): Readonly<Record<RunOwners['kind'], T>> => ({
  flows: make('flows'),
  deployments: make('deployments'),
  work_pools: make('work_pools'),
});
