import { pgToWire } from '@orch/kernel';
import type { WorkspaceScope } from '@orch/platform';
import type { FlowRunRow, FlowShareRow, FlowSpeedRow, LastRunRow } from '@orch/runs';
import type { PoolPulseRow } from '@orch/work-pools';
import type { Builder } from '../schema/schema-builder.ts';

/** A flow run with the names of what it belongs to. */
export interface RunLine {
  readonly scope: WorkspaceScope;
  readonly row: FlowRunRow;
  readonly flowName: string | null;
  readonly deploymentName: string | null;
}

/** A step of time and how many runs of each type of state are expected in it. */
export interface OutcomeBucketLine {
  readonly start: string;
  readonly end: string;
  readonly states: readonly { readonly type: string; readonly count: number }[];
}

/** Something that runs can be filtered by. */
export interface ChoiceLine {
  readonly id: string;
  readonly name: string;
  readonly hint: string | null;
  readonly tags: readonly string[];
}

export type RunLines = ReturnType<typeof runLines>;

const wireOrNull = (time: string | null): string | null => (time === null ? null : pgToWire(time));

/** Types of what pages about runs list. */
export const runLines = (builder: Builder) => ({
  FlowRun: flowRun(builder),
  OutcomeBucket: outcomeBucket(builder),
  FlowShare: flowShare(builder),
  FlowSpeed: flowSpeed(builder),
  LastRun: lastRun(builder),
  PoolPulse: poolPulse(builder),
  Choice: builder.objectRef<ChoiceLine>('RunFilterChoice').implement({
    description: 'Something that runs can be filtered by.',
    fields: (t) => ({
      id: t.expose('id', { type: 'UUID' }),
      name: t.exposeString('name'),
      hint: t.exposeString('hint', { nullable: true }),
      tags: t.stringList({ resolve: ({ tags }) => [...tags] }),
    }),
  }),
});

const flowRun = (builder: Builder) =>
  builder.objectRef<RunLine>('FlowRun').implement({
    description: 'A flow run, as lists show it.',
    fields: (t) => ({
      id: t.field({ type: 'UUID', resolve: ({ row }) => row.id }),
      name: t.string({ resolve: ({ row }) => row.name }),
      flowId: t.field({ type: 'UUID', resolve: ({ row }) => row.flow_id }),
      flowName: t.exposeString('flowName', { nullable: true }),
      deploymentId: t.field({ type: 'UUID', nullable: true, resolve: ({ row }) => row.deployment_id }),
      deploymentName: t.exposeString('deploymentName', { nullable: true }),
      workPoolName: t.string({ nullable: true, resolve: ({ row }) => row.work_pool_name }),
      stateType: t.string({ nullable: true, resolve: ({ row }) => row.state_type }),
      stateName: t.string({ nullable: true, resolve: ({ row }) => row.state_name }),
      expectedStartTime: t.field({
        type: 'DateTime',
        nullable: true,
        resolve: ({ row }) => wireOrNull(row.expected_start_time),
      }),
      startTime: t.field({
        type: 'DateTime',
        nullable: true,
        resolve: ({ row }) => wireOrNull(row.start_time),
      }),
      endTime: t.field({ type: 'DateTime', nullable: true, resolve: ({ row }) => wireOrNull(row.end_time) }),
      runSeconds: t.float({ resolve: ({ row }) => row.estimated_run_time_seconds }),
      lateSeconds: t.float({ resolve: ({ row }) => row.lateness_seconds }),
      runCount: t.int({ resolve: ({ row }) => row.run_count }),
      tags: t.stringList({ resolve: ({ row }) => row.tags }),
    }),
  });

const outcomeBucket = (builder: Builder) => {
  const Count = builder.objectRef<{ type: string; count: number }>('OutcomeCount').implement({
    description: 'Runs of one type of state.',
    fields: (t) => ({ type: t.exposeString('type'), count: t.exposeInt('count') }),
  });
  return builder.objectRef<OutcomeBucketLine>('OutcomeBucket').implement({
    description: 'A step of time and how many runs of each type of state are expected in it.',
    fields: (t) => ({
      start: t.expose('start', { type: 'DateTime' }),
      end: t.expose('end', { type: 'DateTime' }),
      states: t.field({ type: [Count], resolve: ({ states }) => [...states] }),
    }),
  });
};

const flowShare = (builder: Builder) =>
  builder.objectRef<FlowShareRow>('FlowShare').implement({
    description: 'Runs of one flow among the newest matching ones, at most 1,000.',
    fields: (t) => ({
      flowId: t.expose('flow_id', { type: 'UUID' }),
      flowName: t.exposeString('flow_name'),
      count: t.exposeInt('count'),
      lastId: t.expose('last_id', { type: 'UUID' }),
      lastName: t.exposeString('last_name'),
      lastStateType: t.exposeString('last_state_type'),
      lastStateName: t.exposeString('last_state_name'),
      lastExpected: t.field({ type: 'DateTime', resolve: (row) => pgToWire(row.last_expected) }),
    }),
  });

const flowSpeed = (builder: Builder) =>
  builder.objectRef<FlowSpeedRow>('FlowSpeed').implement({
    description: 'How long the newest completed runs of a flow took, in seconds.',
    fields: (t) => ({
      runs: t.exposeInt('runs'),
      p50: t.exposeFloat('p50', { nullable: true }),
      p95: t.exposeFloat('p95', { nullable: true }),
      p99: t.exposeFloat('p99', { nullable: true }),
      lateP95: t.exposeFloat('late_p95', { nullable: true }),
    }),
  });

const lastRun = (builder: Builder) =>
  builder.objectRef<LastRunRow>('LastRun').implement({
    description: 'A run among the last ones of a flow or a deployment.',
    fields: (t) => ({
      ownerId: t.expose('owner_id', { type: 'UUID' }),
      id: t.expose('id', { type: 'UUID' }),
      name: t.exposeString('name'),
      stateType: t.exposeString('state_type'),
      stateName: t.exposeString('state_name'),
      runSeconds: t.exposeFloat('run_seconds'),
    }),
  });

const poolPulse = (builder: Builder) =>
  builder.objectRef<PoolPulseRow>('WorkPoolPulse').implement({
    description: 'How a work pool is doing now.',
    fields: (t) => ({
      id: t.expose('id', { type: 'UUID' }),
      name: t.exposeString('name'),
      type: t.exposeString('type'),
      status: t.exposeString('status'),
      isPaused: t.exposeBoolean('is_paused'),
      concurrencyLimit: t.exposeInt('concurrency_limit', { nullable: true }),
      lastPolled: t.field({
        type: 'DateTime',
        nullable: true,
        resolve: ({ last_polled }) => wireOrNull(last_polled),
      }),
      workersOnline: t.exposeInt('workers_online'),
      active: t.exposeInt('active'),
      waiting: t.exposeInt('waiting'),
      longestWaitSeconds: t.exposeFloat('longest_wait_seconds'),
    }),
  });
