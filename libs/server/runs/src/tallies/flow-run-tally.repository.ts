import { Injectable } from '@nestjs/common';
import { BackgroundDatabase, type PreparedStatement, prepared } from '@orch/platform';

// now() is when this transaction began, before it got its id: whoever had an id at that moment has a smaller one. (A
// snapshot's xmax would not do: it is one past the newest that has ended, not the newest that has begun.)
const MARK = prepared(
  'runs.seal_mark',
  `select (now() - interval '60 seconds')::text as target, pg_current_xact_id()::text as ends`,
);
const HAVE_ENDED = prepared(
  'runs.seal_have_ended',
  'select pg_snapshot_xmin(pg_current_snapshot()) >= $1::xid8 as ended',
);
/** What is sealed and tallied. */
export type TalliedRun = 'flow_run' | 'task_run';
export const TALLIED: readonly TalliedRun[] = ['flow_run', 'task_run'];

// How much longer than flow runs task runs are left alone, see their triggers.
const LATER: Readonly<Record<TalliedRun, string>> = {
  flow_run: '',
  task_run: ` - interval '9 minutes'`,
};
const ofEach = (
  make: (run: TalliedRun) => PreparedStatement,
): Readonly<Record<TalliedRun, PreparedStatement>> => ({
  flow_run: make('flow_run'),
  task_run: make('task_run'),
});
// Worth a seal: many runs, or old ones. Each workspace costs a look into one index.
const DUE = ofEach((run) =>
  prepared(
    `runs.seal_due_${run}`,
    `select w.id from workspace w left join ${run}_seal s on s.workspace_id = w.id
     cross join lateral (select coalesce(s.sealed_until, '-infinity') as bound, $1::timestamptz${LATER[run]} as target) b
     where exists (
       select from ${run} r where r.workspace_id = w.id and r.expected_start_time >= b.bound
         and r.expected_start_time < b.target - interval '1 hour'
     ) or exists (
       select from ${run} r where r.workspace_id = w.id and r.expected_start_time >= b.bound
         and r.expected_start_time < b.target
       order by r.expected_start_time offset $2::int limit 1
     ) limit $3::int`,
  ),
);
const SEAL = ofEach((run) =>
  prepared(
    `runs.seal_${run}s`,
    `select seal_${run}s($1::uuid, $2::timestamptz${LATER[run]}, $3::int) as sealed`,
  ),
);
const FOLD = ofEach((run) =>
  prepared(`runs.fold_${run}_changes`, `select fold_${run}_changes($1::int) as folded`),
);

/** A moment up to which runs may be sealed once all transactions below `ends` are over. */
export interface SealMark {
  readonly target: string;
  readonly ends: string;
}

/** Seals flow runs and task runs and folds changes, in any workspace. */
@Injectable()
export class FlowRunTallyRepository {
  constructor(private readonly database: BackgroundDatabase) {}

  async mark(): Promise<SealMark> {
    return (await this.database.queryOutside<{ target: string; ends: string }>(MARK.with()))[0]!; // no FROM: one row
  }

  /** Whether every transaction is over that was under way at the mark. */
  async isOver(mark: SealMark): Promise<boolean> {
    const rows = await this.database.queryOutside<{ ended: boolean }>(HAVE_ENDED.with(mark.ends));
    return rows[0]?.ended === true;
  }

  /** Workspaces with at least `runsMin` runs to seal, or with some that are older than an hour. */
  async due(run: TalliedRun, mark: SealMark, runsMin: number, limit: number): Promise<string[]> {
    const rows = await this.database.queryOutside<{ id: string }>(
      DUE[run].with(mark.target, runsMin - 1, limit),
    );
    return rows.map(({ id }) => id);
  }

  /** Seals some runs of the workspace; returns how many. */
  async seal(run: TalliedRun, workspaceId: string, mark: SealMark, runsMax: number): Promise<number> {
    const rows = await this.database.queryOutside<{ sealed: number }>(
      SEAL[run].with(workspaceId, mark.target, runsMax),
    );
    return rows[0]?.sealed ?? 0;
  }

  /** Takes noted changes into the tallies; returns how many. */
  async fold(run: TalliedRun, changesMax: number): Promise<number> {
    return (await this.database.queryOutside<{ folded: number }>(FOLD[run].with(changesMax)))[0]?.folded ?? 0;
  }
}
