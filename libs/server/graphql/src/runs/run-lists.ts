import { Injectable } from '@nestjs/common';
import { deploymentsFilterBody, flowRunsFilterBody, flowsFilterBody, type RunFilters } from '@orch/contract';
import { DeploymentReader } from '@orch/deployments';
import { type Micros, microsToWire, OrchError, parseMicros } from '@orch/kernel';
import type { Access, WorkspaceScope } from '@orch/platform';
import {
  type Buckets,
  bucketsOf,
  FlowReader,
  FlowRunReader,
  type FlowShareRow,
  type FlowSpeedRow,
  type LastRunRow,
  LastRunsReader,
  type OutcomeCount,
  type RunOwner,
  RunOutcomeReader,
} from '@orch/runs';
import { checked } from '../schema/checked.ts';
import { type PageArgs, pageOf } from '../schema/page.ts';
import type { ChoiceLine, OutcomeBucketLine, RunLine } from './run-lines.ts';

/** A stretch of time, as arguments; the last day when it is left out. */
export interface SpanArgs {
  readonly since?: string | null | undefined;
  readonly until?: string | null | undefined;
  readonly stepSeconds?: number | null | undefined;
}
export interface FilterArgs {
  /** As bodies of the routes of runs take it. */
  readonly filter?: unknown;
}

const HOUR_SECONDS = 3_600;
const DAY_US = 24 * HOUR_SECONDS * 1_000_000;
const CHOICES_MAX = 200;
const FLOWS_MAX = 20;
const LAST_RUNS_MAX = 20;
/** As many as a page of a list has. */
const OWNERS_MAX = 200;

/** What pages about runs list and count; filters are those of the REST routes. */
@Injectable()
export class RunLists {
  constructor(
    private readonly runs: FlowRunReader,
    private readonly outcomes: RunOutcomeReader,
    private readonly last: LastRunsReader,
    private readonly flows: FlowReader,
    private readonly deployments: DeploymentReader,
  ) {}

  /** A page of runs with the names of their flows and deployments: three statements, however many runs. */
  async page(
    { scope }: Access,
    args: PageArgs & FilterArgs & { sort?: string | null | undefined },
  ): Promise<RunLine[]> {
    const page = pageOf(args);
    const sort = args.sort ?? 'EXPECTED_START_TIME_DESC';
    const body = checked(flowRunsFilterBody, { ...filterOf(args), ...page, sort });
    const rows = await this.runs.list(scope, body, { ...body, limit: page.limit });
    const [flows, deployments] = await Promise.all([
      this.flowNames(scope, distinct(rows.map((row) => row.flow_id))),
      this.deploymentNames(scope, distinct(rows.map((row) => row.deployment_id))),
    ]);
    return rows.map((row) => ({
      scope,
      row,
      flowName: flows.get(row.flow_id) ?? null,
      deploymentName: deployments.get(row.deployment_id ?? '') ?? null,
    }));
  }

  count({ scope }: Access, args: FilterArgs): Promise<number> {
    return this.runs.count(scope, bodyOf(args));
  }

  async flowRunOutcomes({ scope }: Access, args: FilterArgs & SpanArgs): Promise<OutcomeBucketLine[]> {
    const buckets = bucketsIn(args);
    return inBuckets(buckets, await this.outcomes.ofFlowRuns(scope, bodyOf(args), buckets));
  }

  async taskRunOutcomes({ scope }: Access, args: FilterArgs & SpanArgs): Promise<OutcomeBucketLine[]> {
    const buckets = bucketsIn(args);
    return inBuckets(buckets, await this.outcomes.ofTaskRuns(scope, bodyOf(args), buckets));
  }

  late({ scope }: Access, args: SpanArgs): Promise<number> {
    const { startUs, endUs } = spanOf(args);
    return this.outcomes.late(scope, startUs, endUs);
  }

  flowShares({ scope }: Access, args: FilterArgs & PageArgs): Promise<FlowShareRow[]> {
    const limit = Math.min(pageOf(args).limit, FLOWS_MAX);
    return this.outcomes.flowsOf(scope, bodyOf(args), limit);
  }

  async flowSpeed(
    { scope }: Access,
    { flowId, ...args }: SpanArgs & { flowId?: string | null | undefined },
  ): Promise<FlowSpeedRow | null> {
    return flowId ? this.outcomes.speedOf(scope, flowId, spanOf(args).startUs) : null;
  }

  /**
   * The newest runs that have begun, of each of many flows or deployments: one statement.
   * @throws OrchError `request.rejected` for more than 200 of them
   */
  lastRuns(
    { scope }: Access,
    owner: RunOwner,
    { ids, ...page }: PageArgs & { readonly ids?: readonly string[] | null | undefined },
  ): Promise<LastRunRow[]> {
    const owners = distinct(ids ?? []);
    if (owners.length > OWNERS_MAX)
      throw new OrchError('request.rejected', {}, { text: `ids: at most ${OWNERS_MAX}` });
    return this.last.of(scope, owner, owners, Math.min(pageOf(page).limit, LAST_RUNS_MAX));
  }

  /** Flows by name. */
  async flowChoices({ scope }: Access): Promise<ChoiceLine[]> {
    const body = checked(flowsFilterBody, { sort: 'NAME_ASC' });
    const rows = await this.flows.list(scope, body, { sort: 'NAME_ASC', offset: 0, limit: CHOICES_MAX });
    return rows.map(({ id, name, tags }) => ({ id, name, hint: null, tags }));
  }

  /** Deployments by name, with the pool that each uses. */
  async deploymentChoices({ scope }: Access): Promise<ChoiceLine[]> {
    const body = checked(deploymentsFilterBody, {});
    const rows = await this.deployments.list(scope, body, 'NAME_ASC', 0, CHOICES_MAX);
    return rows.map(({ id, name, tags, work_pool_name }) => ({ id, name, hint: work_pool_name, tags }));
  }

  private async flowNames(scope: WorkspaceScope, ids: readonly string[]): Promise<Map<string, string>> {
    if (ids.length === 0) return new Map();
    const body = checked(flowsFilterBody, { flows: { id: { any_: ids } } });
    const rows = await this.flows.list(scope, body, { sort: 'NAME_ASC', offset: 0, limit: ids.length });
    return new Map(rows.map(({ id, name }) => [id, name]));
  }

  private async deploymentNames(scope: WorkspaceScope, ids: readonly string[]): Promise<Map<string, string>> {
    if (ids.length === 0) return new Map();
    const body = checked(deploymentsFilterBody, { deployments: { id: { any_: ids } } });
    const rows = await this.deployments.list(scope, body, 'NAME_ASC', 0, ids.length);
    return new Map(rows.map(({ id, name }) => [id, name]));
  }
}

const distinct = (ids: readonly (string | null)[]): string[] => [
  ...new Set(ids.filter((id): id is string => id !== null)),
];

/** @throws OrchError `request.rejected` for what is no object */
function filterOf({ filter }: FilterArgs): object {
  if (filter === null || filter === undefined) return {};
  if (typeof filter !== 'object' || Array.isArray(filter))
    throw new OrchError('request.rejected', {}, { text: 'filter: must be an object' });
  return filter;
}
const bodyOf = (args: FilterArgs): RunFilters => checked(flowRunsFilterBody, filterOf(args));

/** Until now, and from a day before, when nothing is said. */
function spanOf({ since, until }: SpanArgs): { startUs: Micros; endUs: Micros } {
  const endUs = momentOf(until) ?? Date.now() * 1000;
  return { startUs: momentOf(since) ?? endUs - DAY_US, endUs };
}

function momentOf(text: string | null | undefined): Micros | undefined {
  if (text === null || text === undefined) return undefined;
  const moment = parseMicros(text);
  if (moment === undefined) throw new OrchError('request.rejected', {}, { text: 'must be a time' });
  return moment;
}

function bucketsIn(args: SpanArgs): Buckets {
  const { startUs, endUs } = spanOf(args);
  return bucketsOf({
    history_start: startUs,
    history_end: endUs,
    history_interval_seconds: args.stepSeconds ?? HOUR_SECONDS,
  });
}

/** All buckets in order, the empty ones included. */
function inBuckets(
  { startUs, intervalUs, count }: Buckets,
  counts: readonly OutcomeCount[],
): OutcomeBucketLine[] {
  const lines = Array.from({ length: count }, (_, index) => ({
    start: microsToWire(startUs + index * intervalUs),
    end: microsToWire(startUs + (index + 1) * intervalUs),
    states: [] as { type: string; count: number }[],
  }));
  for (const { bucket, state_type, count: runs } of counts)
    lines[bucket]?.states.push({ type: state_type, count: runs });
  return lines;
}
