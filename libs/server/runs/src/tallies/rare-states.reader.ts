import { Injectable } from '@nestjs/common';
import type { RunFilters } from '@orch/contract';
import { microsToPg } from '@orch/kernel';
import { Database, prepared, type WorkspaceScope } from '@orch/platform';
import { tallyQuestion } from './tally-question.ts';

/** States that runs leave again: of a million past runs hardly any is in one. */
const OPEN: readonly string[] = ['SCHEDULED', 'PENDING', 'RUNNING', 'PAUSED', 'CANCELLING'];

// The end is inclusive on the wire.
const NEWEST = prepared(
  'runs.newest_in_states',
  `select newest_flow_runs_in_states($1::uuid, $2::text[], $3::timestamptz, $4::timestamptz + interval '1 microsecond', $5::int) as ids`,
);

/** Finds runs that are still under way without looking through those that are over. */
@Injectable()
export class RareStatesReader {
  constructor(private readonly db: Database) {}

  /**
   * Ids of the newest matching runs, by expected start; `undefined` when the filters ask for more than a time and states
   * that few runs are in.
   */
  async newest(scope: WorkspaceScope, filters: RunFilters, limit: number): Promise<string[] | undefined> {
    const { stateTypes, afterUs, beforeUs, owners } = tallyQuestion(filters) ?? {};
    // without a beginning runs match that are expected at no time, and they come first
    if (!stateTypes || owners !== null || typeof afterUs !== 'number') return undefined;
    if (!stateTypes.every((type) => OPEN.includes(type))) return undefined;
    const last = typeof beforeUs === 'number' ? microsToPg(beforeUs) : 'infinity';
    const statement = NEWEST.with(scope.workspaceId, stateTypes, microsToPg(afterUs), last, limit);
    return (await this.db.query<{ ids: string[] }>(scope, statement))[0]?.ids;
  }
}
