export { RunsModule } from './runs.module.ts';
export { CreateFlowRun, type CreatedFlowRun, type FlowRunInput } from './flow-runs/create-flow-run.ts';
export { DeleteFlowRuns } from './flow-runs/delete-flow-runs.ts';
export { refuseLargeParameters } from './flow-runs/create-flow-run-from-wire.ts';
export { ResumeFlowRun } from './flow-runs/resume-flow-run.ts';
export { SetFlowRunState, type Proposal } from './flow-runs/set-flow-run-state.ts';
export { toProposedState } from './orchestration/proposed-state.ts';
export { CleanUpCancellations } from './loops/clean-up-cancellations.ts';
export { CrashOpenTasks } from './loops/crash-open-tasks.ts';
export { FailExpiredPauses } from './loops/fail-expired-pauses.ts';
export { MarkLateRuns } from './loops/mark-late-runs.ts';
export { FoldTallies } from './tallies/fold-tallies.ts';
export { WAKE_CHANNEL } from './orchestration/run-publisher.ts';
export { POOLS_CHANNEL } from './surroundings/run-surroundings.ts';
export { CreateFlow } from './flows/create-flow.ts';
export { presentFlow } from './flows/flow.presenter.ts';
export { FlowReader } from './flows/flow.reader.ts';
export { FlowRunReader, type FlowRunPage } from './flow-runs/flow-run.reader.ts';
export {
  FLOW_RUN_COLUMNS,
  FLOW_RUN_FROM,
  type FlowRunRow,
  presentFlowRun,
} from './flow-runs/flow-run.presenter.ts';
export { TaskRunReader, type TaskRunPage } from './task-runs/task-run.reader.ts';
export { type TaskRunRow, presentTaskRun } from './task-runs/task-run.presenter.ts';
export { StateReader } from './states/state.reader.ts';
export { LogReader } from './logs/log.reader.ts';
export { type LogRow, presentLog } from './logs/log.presenter.ts';
export { type Buckets, bucketsOf } from './history/run-history.ts';
export { LastRunsReader, type LastRunRow, type RunOwner } from './history/last-runs.reader.ts';
export { type FlowShareRow, type FlowSpeedRow, RunOutcomeReader } from './history/run-outcome.reader.ts';
export { type OutcomeCount } from './history/run-outcomes.ts';
export { parseTextSearch, type TextSearch } from './filters/text-search.ts';
export {
  among,
  between,
  combine,
  contains,
  isNull,
  joined,
  likeText,
  named,
  part,
  tagged,
  when,
  within,
} from './filters/conditions.ts';
export { artifactCollectionCondition, artifactCondition } from './filters/artifact-filter.ts';
export { deploymentCondition } from './filters/deployment-filter.ts';
export { flowCondition } from './filters/flow-filter.ts';
export { flowRunCondition } from './filters/flow-run-filter.ts';
export { logCondition } from './filters/log-filter.ts';
export { taskRunCondition } from './filters/task-run-filter.ts';
export { workPoolCondition, workQueueCondition } from './filters/work-pool-filter.ts';
export {
  artifactCollectionsWhere,
  artifactsWhere,
  deploymentsWhere,
  flowRunsWhere,
  flowsWhere,
  taskRunsWhere,
} from './filters/where.ts';
export {
  ARTIFACT_ORDER,
  DEPLOYMENT_ORDER,
  FLOW_ORDER,
  FLOW_RUN_ORDER,
  LOG_ORDER,
  TASK_RUN_ORDER,
} from './filters/sorts.ts';
export { pageText } from './page.ts';
