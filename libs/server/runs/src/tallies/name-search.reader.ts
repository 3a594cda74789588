import { Injectable } from '@nestjs/common';
import type { RunFilters } from '@orch/contract';
import { type Micros, microsFromPg, microsToPg } from '@orch/kernel';
import { Database, type Sql, type WorkspaceScope, prepared, sql } from '@orch/platform';
import { isSteady } from '../filters/shapes.ts';
import { flowRunsWhere } from '../filters/where.ts';

/** A text that is found in more spans than this is common: then the newest runs are looked through in order. */
const SPANS_MAX = 20;

const SPANS = prepared(
  'runs.spans_with_name',
  `select s.sealed_until as bound, x.first, x.last from flow_run_seal s left join lateral (
     select n.first_expected as first, n.last_expected as last from flow_run_names n
     where n.workspace_id = $1::uuid and strpos(n.names, lower($2::text)) > 0
     union all
     select c.expected_start_time, c.expected_start_time from flow_run_change c
     where c.workspace_id = $1::uuid and strpos(lower(c.name), lower($2::text)) > 0
     limit $3::int
   ) x on true
   where s.workspace_id = $1::uuid`,
);

interface SpanRow {
  readonly bound: string;
  readonly first: string | null;
  readonly last: string | null;
}

/** A stretch of expected start times, both ends inclusive. */
export interface Span {
  readonly firstUs: Micros;
  readonly lastUs: Micros;
}

/** A `select` of flow runs, with all their columns. */
export interface Matching {
  readonly runs: Sql;
  /** Whether one plan suits all values. */
  readonly isSteady: boolean;
}

/** The same moments in spans that do not overlap, so that no run is found twice. */
export function disjoint(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.firstUs - b.firstUs)) {
    const last = merged.at(-1);
    if (last && span.firstUs <= last.lastUs) {
      merged[merged.length - 1] = { ...last, lastUs: Math.max(last.lastUs, span.lastUs) };
    } else merged.push(span);
  }
  return merged;
}

/** What the name of every run that matches must contain; none when the filters do not say so. */
function wantedName({ flow_runs: runs }: RunFilters): string | undefined {
  return runs && runs.operator !== 'or_' ? runs.name?.like_ || undefined : undefined;
}

/** Finds where runs of a name can be without reading all of them. */
@Injectable()
export class NameSearchReader {
  constructor(private readonly db: Database) {}

  /**
   * The flow runs that match. A search by part of a name reads only sealed runs of spans that hold the text, and the runs
   * that are not sealed; whether a run matches is always read from the run.
   */
  async matching(scope: WorkspaceScope, filters: RunFilters): Promise<Matching> {
    const where = flowRunsWhere(scope, filters);
    const text = wantedName(filters);
    const found = text === undefined ? undefined : await this.spansWith(scope, text);
    if (!found) {
      return {
        runs: sql`select * from flow_run r where ${where}`,
        isSteady: !filters.flow_runs?.name && isSteady(filters),
      };
    }
    const spans = disjoint(found.spans);
    const firsts = [...spans.map((span) => microsToPg(span.firstUs)), found.bound];
    const lasts = [...spans.map((span) => microsToPg(span.lastUs)), 'infinity'];
    const runs = sql`select r.* from unnest(${firsts}::timestamptz[], ${lasts}::timestamptz[]) as span (first, last)
        cross join lateral (select * from flow_run r where ${where}
          and r.expected_start_time >= span.first and r.expected_start_time <= span.last) r
      union all select * from flow_run r where ${where} and r.expected_start_time is null`;
    return { runs, isSteady: isSteady(filters) };
  }

  /** `undefined` when nothing is sealed or the text is common. */
  private async spansWith(
    scope: WorkspaceScope,
    text: string,
  ): Promise<{ bound: string; spans: Span[] } | undefined> {
    const rows = await this.db.query<SpanRow>(scope, SPANS.with(scope.workspaceId, text, SPANS_MAX + 1));
    const [first] = rows;
    if (!first || rows.length > SPANS_MAX) return undefined;
    const spans = rows.flatMap((row) =>
      row.first === null || row.last === null
        ? []
        : [{ firstUs: microsFromPg(row.first), lastUs: microsFromPg(row.last) }],
    );
    return { bound: first.bound, spans };
  }
}
