import { Injectable } from '@nestjs/common';
import { PoolPulseReader } from '@orch/work-pools';
import type { WorkspaceType } from '../identity/workspace-fields.ts';
import { pageOf } from '../schema/page.ts';
import { allow, type Builder } from '../schema/schema-builder.ts';
import { RunLists } from './run-lists.ts';
import { runLines } from './run-lines.ts';
import { WhyWaiting } from './why-waiting.ts';

const RUNS = allow('runs:read');
const POOLS_MAX = 24;

/** Runs of a workspace: lists, counts by time, flows and pools, so that a page asks once. */
@Injectable()
export class RunFields {
  constructor(
    private readonly lists: RunLists,
    private readonly pools: PoolPulseReader,
    private readonly whyWaiting: WhyWaiting,
  ) {}

  addTo(builder: Builder, Workspace: WorkspaceType): void {
    const { lists, pools } = this;
    const lines = runLines(builder);
    this.whyWaiting.addTo(builder, lines.FlowRun);
    builder.objectFields(Workspace, (t) => {
      const page = { first: t.arg.int(), offset: t.arg.int() };
      const filter = {
        filter: t.arg({ type: 'JSON', description: 'As POST /flow_runs/filter takes it.' }),
      };
      const span = { since: t.arg({ type: 'DateTime' }), until: t.arg({ type: 'DateTime' }) };
      const owners = { ids: t.arg({ type: ['UUID'] }), first: t.arg.int() };
      const steps = { ...span, stepSeconds: t.arg.int() };
      return {
        flowRuns: t.field({
          type: [lines.FlowRun],
          ...RUNS,
          args: { ...page, ...filter, sort: t.arg.string() },
          resolve: ({ access }, args) => lists.page(access, args),
        }),
        flowRunCount: t.int({
          ...RUNS,
          args: filter,
          resolve: ({ access }, args) => lists.count(access, args),
        }),
        flowRunOutcomes: t.field({
          type: [lines.OutcomeBucket],
          ...RUNS,
          args: { ...filter, ...steps },
          resolve: ({ access }, args) => lists.flowRunOutcomes(access, args),
        }),
        taskRunOutcomes: t.field({
          type: [lines.OutcomeBucket],
          ...RUNS,
          args: { ...filter, ...steps },
          resolve: ({ access }, args) => lists.taskRunOutcomes(access, args),
        }),
        lateRunCount: t.int({ ...RUNS, args: span, resolve: ({ access }, args) => lists.late(access, args) }),
        flowShares: t.field({
          type: [lines.FlowShare],
          ...RUNS,
          args: { ...page, ...filter },
          resolve: ({ access }, args) => lists.flowShares(access, args),
        }),
        flowSpeed: t.field({
          type: lines.FlowSpeed,
          nullable: true,
          ...RUNS,
          args: { flowId: t.arg({ type: 'UUID' }), ...span },
          resolve: ({ access }, args) => lists.flowSpeed(access, args),
        }),
        lastRunsOfFlows: t.field({
          type: [lines.LastRun],
          ...RUNS,
          args: owners,
          resolve: ({ access }, args) => lists.lastRuns(access, 'flow', args),
        }),
        lastRunsOfDeployments: t.field({
          type: [lines.LastRun],
          ...RUNS,
          args: owners,
          resolve: ({ access }, args) => lists.lastRuns(access, 'deployment', args),
        }),
        flowChoices: t.field({
          type: [lines.Choice],
          ...allow('flows:read'),
          resolve: ({ access }) => lists.flowChoices(access),
        }),
        deploymentChoices: t.field({
          type: [lines.Choice],
          ...allow('deployments:read'),
          resolve: ({ access }) => lists.deploymentChoices(access),
        }),
        workPoolPulses: t.field({
          type: [lines.PoolPulse],
          ...allow('pools:read'),
          args: { first: t.arg.int() },
          resolve: ({ access }, args) => pools.list(access.scope, Math.min(pageOf(args).limit, POOLS_MAX)),
        }),
      };
    });
  }
}
