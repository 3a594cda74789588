import { Injectable } from '@nestjs/common';
import type { RunFilters } from '@orch/contract';
import { Database, type Sql, type WorkspaceScope, anyOf, prepared, raw, sql } from '@orch/platform';
import { isSteady } from '../filters/shapes.ts';
import { flowRunsWhere } from '../filters/where.ts';

/** A text that is found in more places than this is common: then the runs are looked through in the order asked for. */
const SPANS_MAX = 20;
const RUNS_MAX = 500;

const NAMED_LIKE = prepared(
  'runs.named_like',
  'select flow_runs_named_like($1::uuid, $2::text, $3::int, $4::int) as ids',
);

/** Which flow runs match. */
export interface Matching {
  /** `select` of them with all their columns. */
  readonly runs: Sql;
  /** Whether one plan suits all values. */
  readonly isSteady: boolean;
  /** None can match, the query may be spared. */
  readonly isNone: boolean;
}

/** What the name of every run that matches must contain; none when the filters do not say so. */
function wantedName({ flow_runs: runs }: RunFilters): string | undefined {
  return runs && runs.operator !== 'or_' ? runs.name?.like_ || undefined : undefined;
}

/** Finds runs by part of their name without reading all of them. */
@Injectable()
export class NameSearchReader {
  constructor(private readonly db: Database) {}

  /** The flow runs that match. A rare name is searched for beforehand and its runs are then read by their ids. */
  async matching(scope: WorkspaceScope, filters: RunFilters): Promise<Matching> {
    const where = flowRunsWhere(scope, filters);
    const text = wantedName(filters);
    const ids = text === undefined ? null : await this.named(scope, text);
    if (!ids) {
      const runs = sql`select * from flow_run r where ${where}`;
      return { runs, isSteady: text === undefined && isSteady(filters), isNone: false };
    }
    const runs = sql`select * from flow_run r where ${where} and ${anyOf(raw('r.id'), ids, 'uuid')}`;
    return { runs, isSteady: isSteady(filters), isNone: ids.length === 0 };
  }

  /** Ids of all runs whose name may contain the text (the filters decide), `null` when it is common or nothing is sealed. */
  private async named(scope: WorkspaceScope, text: string): Promise<string[] | null> {
    const rows = await this.db.query<{ ids: string[] | null }>(
      scope,
      NAMED_LIKE.with(scope.workspaceId, text, SPANS_MAX, RUNS_MAX),
    );
    return rows[0]?.ids ?? null;
  }
}
